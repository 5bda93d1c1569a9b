package dev.signalbox.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;

/** The server under test, known by its URL and by what it tells of one of its models. */
final class Subject implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration LONGEST = Duration.ofSeconds(20);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;
    private final String model;
    private final JsonNode metadata;

    Subject(URI base, String model) throws InterruptedException {
        this.base = base;
        this.model = model;
        this.metadata = get("/v2/models/" + model).json();
    }

    /** What a server answered. */
    static final class Seen {
        private final int status;
        private final Map<String, String> headers;
        private final byte[] bytes;

        private Seen(int status, Map<String, String> headers, byte[] bytes) {
            this.status = status;
            this.headers = headers;
            this.bytes = bytes;
        }

        int status() {
            return status;
        }

        byte[] bytes() {
            return bytes;
        }

        JsonNode json() {
            return json(bytes.length);
        }

        JsonNode json(int length) {
            try {
                return JSON.readTree(bytes, 0, length);
            } catch (IOException none) {
                throw new AssertionError("the answer must be JSON, got " + none.getMessage(), none);
            }
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), "");
        }
    }

    String model() {
        return model;
    }

    String path() {
        return "/v2/models/" + model;
    }

    JsonNode metadata() {
        return metadata;
    }

    /** A right request about two rows. */
    Question question() {
        return Question.about(metadata);
    }

    Seen get(String path) throws InterruptedException {
        return send("GET", path, new byte[0], Map.of());
    }

    Seen infer(Question question) throws InterruptedException {
        return infer(question.body(), question.headers());
    }

    Seen infer(byte[] body, Map<String, String> headers) throws InterruptedException {
        return send("POST", path() + "/infer", body, headers);
    }

    Seen send(String method, String path, byte[] body, Map<String, String> headers) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LONGEST)
                .method(
                        method,
                        body.length == 0 && method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            Map<String, String> seen = new java.util.HashMap<>();
            response.headers().map().forEach((name, values) -> seen.put(name, String.join(",", values)));
            return new Seen(response.statusCode(), seen, response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException("the server must answer, got " + broken, broken);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
