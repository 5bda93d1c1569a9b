package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the packaged server treats requests that come together, a model that is slow, and one that does not end. */
class BatchingProcessIT {
    private static final String READY = "/v2/health/ready";
    private static final String INFER = "/v2/models/several/infer";
    private static final int SLOW = 400_000;
    private static final int ENDLESS = 666;

    @TempDir
    Path folder;

    @Test
    void requestsGoTogetherAndFailAloneAndLateOnesAreNotComputed() throws Exception {
        try (ModelServerProcess server = start(Map.of("SIGNALBOX_MODEL_WORKERS", "1"))) {
            CompletableFuture<Integer> slow = ask(server, body(SLOW, 0), Map.of());
            await().until(() -> server.metric("signalbox_model_batch_requests_count") > 0);
            List<CompletableFuture<Integer>> good = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                good.add(ask(server, body(0, 0), Map.of()));
            }
            CompletableFuture<Integer> bad = ask(server, body(0, -2_000), Map.of());
            CompletableFuture<Integer> late = ask(server, body(SLOW, 0), Map.of("timeout", "1"));
            assertThat(server.post(INFER, body(0, 0), Map.of("timeout", "soon")))
                    .isEqualTo(400);

            assertThat(slow.get()).isEqualTo(200);
            assertThat(good).extracting(CompletableFuture::get).containsOnly(200);
            assertThat(bad.get()).isEqualTo(500);
            assertThat(late.get()).isEqualTo(504);
            assertThat(server.metric("signalbox_model_shed_total{", "reason=\"deadline\""))
                    .isEqualTo(1);
            assertThat(server.metric("signalbox_model_batch_requests_max")).isGreaterThanOrEqualTo(10);
        }
    }

    @Test
    void whoLeavesIsNotComputedAndAFullQueueSaysSo() throws Exception {
        try (ModelServerProcess server = start(Map.of("SIGNALBOX_MODEL_WORKERS", "1", "SIGNALBOX_MODEL_QUEUE", "2"))) {
            CompletableFuture<Integer> slow = ask(server, body(SLOW, 0), Map.of());
            await().until(() -> server.metric("signalbox_model_batch_requests_count") > 0);
            leave(server, body(SLOW, 0));
            await().until(() -> server.metric("signalbox_model_queue_depth") == 1);
            CompletableFuture<Integer> good = ask(server, body(0, 0), Map.of());
            await().until(() -> server.metric("signalbox_model_queue_depth") == 2);
            assertThat(server.post(INFER, body(0, 0), Map.of())).isEqualTo(503);

            assertThat(slow.get()).isEqualTo(200);
            assertThat(good.get()).isEqualTo(200);
            assertThat(server.metric("signalbox_model_shed_total{", "reason=\"gone\""))
                    .isEqualTo(1);
            assertThat(server.metric("signalbox_model_shed_total{", "reason=\"full\""))
                    .isEqualTo(1);
        }
    }

    @Test
    void sigtermAnswersWhatIsUnderWay() throws Exception {
        try (ModelServerProcess server = start(Map.of("SIGNALBOX_MODEL_WORKERS", "1"))) {
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(ask(server, body(SLOW, 0), Map.of()));
            }
            await().until(() -> server.metric("signalbox_model_batch_requests_count") > 0);

            server.terminate();

            assertThat(asked).extracting(CompletableFuture::get).containsOnly(200);
            assertThat(server.exitCode()).isEqualTo(143);
        }
    }

    @Test
    void aModelThatHangsEndsTheProcessWithItsReason() throws Exception {
        try (ModelServerProcess server = start(Map.of(
                "SIGNALBOX_MODEL_WATCHDOG_INTERVAL", "200ms",
                "SIGNALBOX_MODEL_WATCHDOG_STALE_AFTER", "2s",
                "SIGNALBOX_MODEL_WATCHDOG_HUNG_AFTER", "1s"))) {
            CompletableFuture<Integer> endless = ask(server, hanging(), Map.of());
            await().atMost(Duration.ofSeconds(10)).until(() -> server.get(READY) != 200);

            assertThat(server.exitCode()).isEqualTo(4);
            assertThat(server.terminationLog())
                    .startsWith("an inference has been running for ")
                    .hasLineCount(1);
            assertThat(endless.get()).isNotEqualTo(200);
        }
    }

    @Test
    void aModelThatHangsMayBeLeftAloneAndIsNotReady() throws Exception {
        try (ModelServerProcess server = start(Map.of(
                "SIGNALBOX_MODEL_WORKERS", "1",
                "SIGNALBOX_MODEL_WATCHDOG_INTERVAL", "200ms",
                "SIGNALBOX_MODEL_WATCHDOG_STALE_AFTER", "1s",
                "SIGNALBOX_MODEL_WATCHDOG_ON_HANG", "unready"))) {
            CompletableFuture<Integer> endless = ask(server, hanging(), Map.of());
            await().atMost(Duration.ofSeconds(10)).until(() -> server.get(READY) == 503);

            assertThat(server.body("/q/health/ready")).contains("no inference was answered for ");
            assertThat(server.get("/v2/health/live")).isEqualTo(200);
            assertThat(endless).isNotDone();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedFor() throws Exception {
        try (ModelServerProcess server = start(Map.of("SIGNALBOX_MODEL_BODY_TIME", "1s"));
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
                            .getBytes(StandardCharsets.US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 408 ").endsWith("{\"error\":\"body must be here within 1 s\"}");
            assertThat(server.post(INFER, body(0, 0), Map.of())).isEqualTo(200);
        }
    }

    @Test
    void moreThanTheHeapHoldsIsRefusedAndTheOthersAreAnswered() throws Exception {
        /* Numbers of two bytes each, which take eight as elements: far more of them at once than the heap of 256 MB has room for. */
        String numbers = "1,".repeat(7_000_000) + "1";
        String large = """
                {"inputs": [{"name": "wide", "shape": [1, 7000001], "datatype": "FP64", "data": [%s]}]}""".formatted(numbers);
        try (ModelServerProcess server = start(Map.of())) {
            List<CompletableFuture<Integer>> asked = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                asked.add(ask(server, large, Map.of()));
            }
            List<CompletableFuture<Integer>> small = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                small.add(ask(server, body(0, 0), Map.of()));
            }

            assertThat(asked).extracting(CompletableFuture::get).isSubsetOf(400, 503);
            assertThat(small).extracting(CompletableFuture::get).isSubsetOf(200, 503);
            assertThat(server.post(INFER, body(0, 0), Map.of())).isEqualTo(200);
            assertThat(server.log()).doesNotContain("OutOfMemoryError");
        }
    }

    private ModelServerProcess start(Map<String, String> environment) throws IOException {
        Map<String, String> all = new java.util.HashMap<>(environment);
        all.put("SIGNALBOX_MODEL_DEPLOYMENT", "default/several");
        all.put(
                "SIGNALBOX_MODEL_URI",
                Path.of("src/test/resources/models/several").toAbsolutePath().toString());
        ModelServerProcess server = new ModelServerProcess(folder, all);
        await().atMost(Duration.ofSeconds(60)).until(() -> server.get(READY) == 200);
        return server;
    }

    private static CompletableFuture<Integer> ask(ModelServerProcess server, String body, Map<String, String> headers) {
        return server.postLater(INFER, body, headers);
    }

    /** Asks, and does not wait for the answer. */
    private static void leave(ModelServerProcess server, String body) throws IOException, InterruptedException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream()
                    .write(("POST " + INFER + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            await().until(() -> server.metric("signalbox_model_queue_depth") == 1);
        }
    }

    private static String body(int spins, int low) {
        return body(low + "," + spins + ",0");
    }

    private static String hanging() {
        return body("0,0," + ENDLESS);
    }

    private static String body(String row) {
        return """
                {"inputs": [
                  {"name": "a", "shape": [1, 3], "datatype": "FP32", "data": [%s]},
                  {"name": "count", "shape": [1], "datatype": "INT64", "data": [1]},
                  {"name": "wide", "shape": [1, 1], "datatype": "FP64", "data": [1]}]}""".formatted(row);
    }
}
