package dev.signalbox.server.grpc;

import com.google.common.io.ByteStreams;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferResponse;
import dev.signalbox.server.messages.health.HealthCheckRequest;
import dev.signalbox.server.messages.health.HealthCheckResponse;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A client by gRPC's own library. */
public final class GrpcClient implements AutoCloseable {
    private static final String SERVICE = "inference.GRPCInferenceService/";
    private static final int LARGEST = 64 << 20;

    private final ManagedChannel channel;
    private final AtomicReference<Metadata> headers = new AtomicReference<>();
    private final AtomicReference<Metadata> trailers = new AtomicReference<>();

    public GrpcClient(int port) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST)
                .build();
    }

    /** Calls one of the protocol's methods. */
    <A extends Message> A call(String method, Message question, A prototype) {
        return call(SERVICE + method, question, prototype, CallOptions.DEFAULT);
    }

    <A extends Message> A call(String path, Message question, A prototype, CallOptions options) {
        Channel capturing =
                ClientInterceptors.intercept(channel, MetadataUtils.newCaptureMetadataInterceptor(headers, trailers));
        return ClientCalls.blockingUnaryCall(capturing, method(path, question, prototype), options, question);
    }

    /** Calls with a header. */
    ModelInferResponse infer(ModelInferRequest question, String header, String value) {
        Metadata metadata = new Metadata();
        metadata.put(key(header), value);
        Channel with = ClientInterceptors.intercept(
                channel,
                MetadataUtils.newCaptureMetadataInterceptor(headers, trailers),
                MetadataUtils.newAttachHeadersInterceptor(metadata));
        return ClientCalls.blockingUnaryCall(
                with,
                method(SERVICE + "ModelInfer", question, ModelInferResponse.getDefaultInstance()),
                CallOptions.DEFAULT,
                question);
    }

    public ModelInferResponse infer(ModelInferRequest question) {
        return call("ModelInfer", question, ModelInferResponse.getDefaultInstance());
    }

    /** Asks, and does not wait. */
    public ListenableFuture<ModelInferResponse> inferLater(ModelInferRequest question, long timeoutMillis) {
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeoutMillis, TimeUnit.MILLISECONDS);
        return ClientCalls.futureUnaryCall(
                channel.newCall(
                        method(SERVICE + "ModelInfer", question, ModelInferResponse.getDefaultInstance()), options),
                question);
    }

    /** Sends bytes as if they were a message. */
    byte[] inferBytes(byte[] message) {
        MethodDescriptor<byte[], byte[]> method = MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(SERVICE + "ModelInfer")
                .setRequestMarshaller(new Bytes())
                .setResponseMarshaller(new Bytes())
                .build();
        return ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, message);
    }

    <A extends Message> Iterator<A> stream(String path, Message question, A prototype) {
        MethodDescriptor<Message, A> method = method(path, question, prototype).toBuilder()
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .build();
        ClientCall<Message, A> call = channel.newCall(method, CallOptions.DEFAULT);
        return ClientCalls.blockingServerStreamingCall(call, question);
    }

    /** What a watch of the server's health says. */
    public Iterator<String> health() {
        Iterator<HealthCheckResponse> seen = stream(
                "grpc.health.v1.Health/Watch",
                HealthCheckRequest.getDefaultInstance(),
                HealthCheckResponse.getDefaultInstance());
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return seen.hasNext();
            }

            @Override
            public String next() {
                return seen.next().getStatus().name();
            }
        };
    }

    /** A header that the last answer had. */
    String header(String name) {
        Metadata seen = headers.get();
        String value = seen == null ? null : seen.get(key(name));
        return value == null ? trailers.get().get(key(name)) : value;
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }

    private static <A extends Message> MethodDescriptor<Message, A> method(String path, Message question, A answer) {
        return MethodDescriptor.<Message, A>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(path)
                .setRequestMarshaller(ProtoUtils.marshaller(question.getDefaultInstanceForType()))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return ByteStreams.toByteArray(stream);
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
