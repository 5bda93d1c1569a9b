package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Tells a monitor of a stable version whose answers about tenants are half wrong, as operators, servers and applications would. */
final class LabelledAnswers {
    static final int ANSWERS = 120;

    private final String monitor;
    private final String deployment;

    LabelledAnswers(String monitor, String deployment) {
        this.monitor = monitor;
        this.deployment = deployment;
    }

    void send() throws Exception {
        Instant now = Instant.now();
        try (HttpClient client = HttpClient.newHttpClient()) {
            exchange(client, "PUT", "/v1/deployments/" + deployment + "/rollout", """
                    {"v":1,"deployment":"%s","at":"%s","phase":"Stable","phaseSince":"%s","stable":"4","reason":"Serving",
                    "message":"version 4 serves all requests","routeRevision":1}""".formatted(deployment, now, now));
            exchange(
                    client,
                    "POST",
                    "/v1/records",
                    IntStream.range(0, ANSWERS)
                            .mapToObj(i -> record(i, now.minusSeconds(120 - i / 2)))
                            .collect(Collectors.joining(",", "{\"v\":1,\"records\":[", "]}")));
            for (int i = 0; i < ANSWERS; i++) {
                exchange(
                        client,
                        "POST",
                        "/v1/feedback?deployment=" + deployment,
                        "{\"requestId\":\"loan-%d\",\"kind\":\"label\",\"value\":%d}".formatted(i, label(i)));
            }
        }
    }

    private String record(int i, Instant at) {
        return """
                {"requestId":"loan-%d","deployment":"%s","version":"4","instance":"i","at":"%s","latencyMicros":900,"rows":1,
                "inputs":{"housing":["%s"],"purpose":["%s"]},"outputs":{"approved":[1]}}""".formatted(i, deployment, at, i % 3 == 0 ? "Rent" : "Own", i % 2 == 0 ? "car" : "education");
    }

    private static int label(int i) {
        return i % 3 == 0 ? i / 3 % 2 : i % 20 == 1 ? 0 : 1;
    }

    private void exchange(HttpClient client, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = client.send(
                HttpRequest.newBuilder(URI.create(monitor + path))
                        .header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isBetween(200, 204);
    }
}
