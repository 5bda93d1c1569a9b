package dev.signalbox.operator.platform;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Plays an instance that answers inferences by the Open Inference Protocol v2, as a test says. */
public final class PlayedInference implements AutoCloseable {
    private final HttpServer server;
    private volatile int status = 200;
    private volatile String inputs = "[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]";
    private volatile String lastRequest = "";

    public PlayedInference() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v2/models/", this::handle);
        server.start();
    }

    public URI base() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public void answers(int next) {
        status = next;
    }

    public void has(String declared) {
        inputs = declared;
    }

    public String lastRequest() {
        return lastRequest;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean infer = exchange.getRequestURI().getPath().endsWith("/infer");
            if (infer) {
                lastRequest = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            }
            String body = infer
                    ? "{\"model_name\":\"m\",\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.5]}]}"
                    : "{\"name\":\"m\",\"inputs\":" + inputs + ",\"outputs\":[]}";
            byte[] bytes = (infer && status != 200 ? "{\"error\":\"no\"}" : body).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(infer ? status : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
