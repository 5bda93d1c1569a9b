package dev.signalbox.server.bench;

import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferResponse;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;

/** Clients by gRPC's own library, several over one connection. */
final class GrpcClients extends Clients {
    private final ModelInferRequest request;
    private final List<GrpcCalls> connections = new ArrayList<>();

    GrpcClients(int port, int connections, ModelInferRequest request) {
        this.request = request;
        for (int i = 0; i < connections; i++) {
            this.connections.add(new GrpcCalls(port));
        }
    }

    @Override
    void begin(int clients) {
        for (int i = 0; i < clients; i++) {
            ask(connections.get(i % connections.size()));
        }
    }

    private void ask(GrpcCalls connection) {
        connection.ask(request, new StreamObserver<>() {
            @Override
            public void onNext(ModelInferResponse answer) {
                count(true);
            }

            @Override
            public void onError(Throwable failure) {
                if (!ending()) {
                    count(false);
                    ask(connection);
                }
            }

            @Override
            public void onCompleted() {
                if (!ending()) {
                    ask(connection);
                }
            }
        });
    }

    @Override
    void end() throws InterruptedException {
        for (GrpcCalls connection : connections) {
            connection.close();
        }
    }
}
