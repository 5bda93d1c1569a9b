package dev.signalbox.router.app;

import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

/** A real gRPC server that stands for a model server and behaves as a test says. Its messages are bytes. */
final class GrpcDouble implements AutoCloseable {
    static final MethodDescriptor<byte[], byte[]> INFER =
            method("inference.GRPCInferenceService/ModelInfer", MethodDescriptor.MethodType.UNARY);
    static final MethodDescriptor<byte[], byte[]> TALK =
            method("own.Talk/Echo", MethodDescriptor.MethodType.BIDI_STREAMING);

    final AtomicInteger calls = new AtomicInteger();
    final List<Metadata> seen = new CopyOnWriteArrayList<>();
    volatile BiConsumer<byte[], StreamObserver<byte[]>> behaviour;
    private final Server server;

    GrpcDouble(String version) throws IOException {
        behaviour = (request, answer) -> {
            answer.onNext(version.getBytes(StandardCharsets.US_ASCII));
            answer.onCompleted();
        };
        ServerServiceDefinition inference = ServerServiceDefinition.builder("inference.GRPCInferenceService")
                .addMethod(INFER, ServerCalls.asyncUnaryCall((request, answer) -> behaviour.accept(request, answer)))
                .build();
        ServerServiceDefinition talk = ServerServiceDefinition.builder("own.Talk")
                .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(GrpcDouble::echo))
                .build();
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerInterceptors.intercept(inference, this::note))
                .addService(ServerInterceptors.intercept(talk, this::note))
                .build()
                .start();
    }

    private static StreamObserver<byte[]> echo(StreamObserver<byte[]> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] message) {
                answer.onNext(message);
            }

            @Override
            public void onError(Throwable broken) {
                answer.onError(broken);
            }

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    private <Q, A> ServerCall.Listener<Q> note(ServerCall<Q, A> call, Metadata metadata, ServerCallHandler<Q, A> next) {
        calls.incrementAndGet();
        seen.add(metadata);
        return next.startCall(call, metadata);
    }

    private static MethodDescriptor<byte[], byte[]> method(String name, MethodDescriptor.MethodType type) {
        MethodDescriptor.Marshaller<byte[]> bytes = new MethodDescriptor.Marshaller<>() {
            @Override
            public InputStream stream(byte[] value) {
                return new ByteArrayInputStream(value);
            }

            @Override
            public byte[] parse(InputStream stream) {
                try {
                    return stream.readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return MethodDescriptor.<byte[], byte[]>newBuilder()
                .setType(type)
                .setFullMethodName(name)
                .setRequestMarshaller(bytes)
                .setResponseMarshaller(bytes)
                .build();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
