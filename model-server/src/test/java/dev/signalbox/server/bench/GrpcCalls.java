package dev.signalbox.server.bench;

import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferResponse;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.TimeUnit;

/** A connection by gRPC's own library. */
final class GrpcCalls {
    private static final MethodDescriptor<ModelInferRequest, ModelInferResponse> INFER =
            MethodDescriptor.<ModelInferRequest, ModelInferResponse>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName("inference.GRPCInferenceService/ModelInfer")
                    .setRequestMarshaller(ProtoUtils.marshaller(ModelInferRequest.getDefaultInstance()))
                    .setResponseMarshaller(ProtoUtils.marshaller(ModelInferResponse.getDefaultInstance()))
                    .build();

    private final ManagedChannel channel;

    GrpcCalls(int port) {
        this.channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .directExecutor()
                .build();
    }

    void ask(ModelInferRequest request, StreamObserver<ModelInferResponse> observer) {
        ClientCalls.asyncUnaryCall(channel.newCall(INFER, CallOptions.DEFAULT), request, observer);
    }

    boolean answers(ModelInferRequest request) {
        try {
            ClientCalls.blockingUnaryCall(channel, INFER, CallOptions.DEFAULT, request);
            return true;
        } catch (StatusRuntimeException failed) {
            return false;
        }
    }

    void close() throws InterruptedException {
        channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }
}
