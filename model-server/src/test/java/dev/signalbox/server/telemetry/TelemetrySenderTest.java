package dev.signalbox.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.telemetry.spool.SpoolDrop;
import dev.signalbox.server.config.TelemetryConfig;
import dev.signalbox.server.profile.Profiles;
import dev.signalbox.server.profile.RequestProfiler;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import io.quarkus.runtime.configuration.MemorySize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TelemetrySenderTest {
    private static final Input AGE = new Input(
            "age", Datatype.FP32, Shape.COLUMN, new Input.Domain(InputKind.NUMERIC, true, Input.Categories.NONE));
    private static final Output P = new Output("p", Datatype.FP32, Shape.COLUMN, List.of());
    private static final Signature SIGNATURE = new Signature(Packing.TENSORS, List.of(AGE), List.of(P), null);

    private final ServingCounter counter = new ServingCounter(() -> new RequestProfiler(SIGNATURE, Baseline.NONE));
    private final AtomicReference<Profiles> cut = new AtomicReference<>(Profiles.NONE);

    @Test
    void whatWasCountedWhileTheMonitorWasAwayArrivesOnceAndInOrderWhenItIsBack() throws Exception {
        int port = freePort();
        try (TelemetrySender sender = sender(URI.create("http://127.0.0.1:" + port), 100)) {
            sender.start();
            count();
            await().until(() -> sender.spool().size() == 1);
            count();
            await().until(() -> sender.spool().size() == 2);

            try (FakeMonitor monitor = new FakeMonitor(port)) {
                await().atMost(Duration.ofSeconds(10))
                        .until(() -> sender.spool().size() == 0);

                assertThat(monitor.stored())
                        .extracting(window -> window.get("sequence").asLong())
                        .containsExactly(0L, 1L);
                JsonNode window = monitor.stored().getFirst();
                assertThat(window.get("deployment").asText()).isEqualTo("default/loan-approval");
                assertThat(window.get("reporter").asText()).isEqualTo("model-server");
                assertThat(Instant.parse(window.get("start").asText()).toEpochMilli() % 100)
                        .isZero();
                assertThat(window.at("/server/inferences").asLong()).isEqualTo(1);
                assertThat(window.at("/server/rows").asLong()).isEqualTo(3);
                assertThat(window.at("/server/nullRows").asLong()).isEqualTo(2);
                assertThat(window.at("/server/nullOutputs/p").asLong()).isEqualTo(2);
                assertThat(window.at("/server/missing/age").asLong()).isEqualTo(1);
                assertThat(window.at("/server/features/age/rows").asLong()).isEqualTo(3);
                assertThat(window.at("/server/features/age/missing").asLong()).isEqualTo(1);
                assertThat(window.at("/server/features/age/values/moments/sum").asDouble())
                        .isEqualTo(50);
                assertThat(window.at("/server/outputs/p/nulls").asLong()).isEqualTo(2);
            }
        }
    }

    @Test
    void aMonitorThatCanNotStoreIsAskedAgain() throws Exception {
        try (FakeMonitor monitor = new FakeMonitor(0);
                TelemetrySender sender = sender(monitor.url(), 100)) {
            monitor.answer(batch -> monitor.requests() < 3 ? 503 : 200);
            sender.start();
            count();

            await().atMost(Duration.ofSeconds(10)).until(() -> monitor.stored().size() == 1);
            await().until(() -> sender.spool().size() == 0);
            assertThat(sender.spool().dropped(SpoolDrop.FULL)).isZero();
        }
    }

    @Test
    void oneWindowThatIsRefusedForGoodHoldsUpNoOther() throws Exception {
        int port = freePort();
        try (TelemetrySender sender = sender(URI.create("http://127.0.0.1:" + port), 100)) {
            sender.start();
            for (int windows = 1; windows <= 3; windows++) {
                int expected = windows;
                count();
                await().until(() -> sender.spool().size() == expected);
            }
            try (FakeMonitor monitor = new FakeMonitor(port)) {
                monitor.answer(batch -> batch.toString().contains("\"sequence\":1") ? 400 : 200);

                await().atMost(Duration.ofSeconds(10))
                        .until(() -> sender.spool().size() == 0);
                assertThat(monitor.stored())
                        .extracting(window -> window.get("sequence").asLong())
                        .containsExactly(0L, 2L);
                assertThat(sender.refused()).isEqualTo(1);
            }
        }
    }

    @Test
    void aFullSpoolDropsTheOldestAndCountsIt() throws Exception {
        try (TelemetrySender sender = sender(URI.create("http://127.0.0.1:" + freePort()), 2)) {
            sender.start();
            await().until(() -> {
                count();
                return sender.spool().dropped(SpoolDrop.FULL) > 0;
            });
            assertThat(sender.spool().size()).isEqualTo(2);
        }
    }

    @Test
    void whatIsLeftIsSentAtTheEnd() throws Exception {
        try (FakeMonitor monitor = new FakeMonitor(0)) {
            TelemetrySender sender = sender(monitor.url(), 100);
            count();
            sender.close();

            assertThat(monitor.stored()).hasSize(1);
        }
    }

    private void count() {
        Elements.Floats ages = Elements.Floats.over(new float[] {20, 30});
        ages.addMissing();
        Batch batch = new Batch(3, List.of(new InputTensor(AGE, List.of(3L), ages)));
        counter.answered(
                Answered.of(batch, List.of(new OutputTensor(P, List.of(3L), Elements.Floats.over(new float[] {
                    0.5f, Float.NaN, Float.POSITIVE_INFINITY
                })))),
                1_000_000);
    }

    private TelemetrySender sender(URI monitor, int spool) {
        TelemetryConfig config = new Config(spool);
        return new TelemetrySender(
                new TelemetrySender.Source(
                        "test-1", DeploymentName.parse("loan-approval"), new ModelVersion("1"), counter, cut::set),
                config,
                new MonitorClient(monitor, config.timeout())::sendWindows,
                Clock.systemUTC());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private record Config(int spool) implements TelemetryConfig {
        @Override
        public boolean profiles() {
            return true;
        }

        @Override
        public Optional<String> url() {
            return Optional.empty();
        }

        @Override
        public Optional<String> token() {
            return Optional.empty();
        }

        @Override
        public Optional<String> spoolFolder() {
            return Optional.empty();
        }

        @Override
        public MemorySize spoolBytes() {
            return new MemorySize(java.math.BigInteger.valueOf(1 << 20));
        }

        @Override
        public Duration interval() {
            return Duration.ofMillis(100);
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration maxBackOff() {
            return Duration.ofMillis(300);
        }

        @Override
        public Duration flush() {
            return Duration.ofSeconds(2);
        }
    }
}
