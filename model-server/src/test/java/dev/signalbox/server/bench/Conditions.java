package dev.signalbox.server.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a model server did since its start: runs of the model, requests in them, and how often its threads waited. */
record Conditions(double runs, double requests, long waits) {
    static Conditions of(Started server) throws IOException, InterruptedException {
        String metrics;
        try (HttpClient http = HttpClient.newHttpClient()) {
            metrics = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/q/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
        return new Conditions(
                metric(metrics, "signalbox_model_batch_requests_count{"),
                metric(metrics, "signalbox_model_batch_requests_sum{"),
                waits(server.pid()));
    }

    Conditions since(Conditions before) {
        return new Conditions(runs - before.runs, requests - before.requests, waits - before.waits);
    }

    double requestsPerRun() {
        return requests / runs;
    }

    double waitsPerRequest() {
        return waits / requests;
    }

    private static double metric(String metrics, String series) {
        return metrics.lines()
                .filter(line -> line.startsWith(series))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static long waits(long pid) throws IOException {
        long waits = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                try {
                    waits += Files.readAllLines(thread.resolve("status")).stream()
                            .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .sum();
                } catch (IOException ended) {
                    /* Its waits are gone with it. */
                }
            }
        }
        return waits;
    }
}
