package dev.signalbox.api.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.ContractJson;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private static final Instant T0 = Instant.parse("2026-05-01T12:00:00Z");
    private static final DeploymentName LOAN = DeploymentName.parse("loan-approval");
    private static final ModelVersion ONE = new ModelVersion("1");
    private static final ServerCounts SERVED =
            new ServerCounts(5, 0, 1, 7, 2, Map.of("score", 2L), Map.of("age", 1L), LatencyHistogram.EMPTY);

    @Test
    void windowsSurviveJson() {
        RouterCounts routed = new RouterCounts(
                10, Map.of(FailureKind.SERVER_ERROR, 2L), 1, 0, 2, 0, LatencyHistogram.of(Map.of(100, 10L)));

        String json = ContractJson.assertSurvives(
                TelemetryBatch.of(List.of(TelemetryWindow.ofRouter(origin(1), LOAN, ONE, routed), window(2))));

        assertThat(json).contains("\"5xx\":2", "\"reporter\":\"model-server\"", "\"start\":\"2026-05-01T12:00:01Z\"");
    }

    @Test
    void copiesAndEjectionsSurviveJsonAndMayBeLeftOut() throws Exception {
        MirrorCounts mirror = new MirrorCounts(
                7, Map.of(FailureKind.TIMEOUT, 1L), 2, Map.of(MirrorDrop.QUEUE, 3L), LatencyHistogram.EMPTY);
        RouterCounts counts =
                new RouterCounts(0, Map.of(), 0, 0, 0, 0, LatencyHistogram.EMPTY, mirror, new GuardCounts(1, 20));

        assertThat(ContractJson.assertSurvives(counts)).contains("\"dropped\":{\"queue\":3}", "\"ejections\":1");
        assertThat(mirror.failed()).isOne();
        assertThat(mirror.drops()).isEqualTo(3);
        RouterCounts older = ContractJson.read("""
                {"requests":1,"failures":{},"rejections":0,"cancelled":0,"failedOver":0,"failedToClient":0,
                "latency":{"accuracy":0.01,"counts":{}}}""", RouterCounts.class);
        assertThat(older.mirror()).isEqualTo(MirrorCounts.NONE);
        assertThat(older.guard()).isEqualTo(GuardCounts.NONE);
        assertThatThrownBy(
                        () -> new MirrorCounts(1, Map.of(FailureKind.TIMEOUT, 2L), 0, Map.of(), LatencyHistogram.EMPTY))
                .hasMessageContaining("router.mirror.sent");
    }

    @Test
    void aWindowHasTheCountsOfItsReporterAlone() {
        assertThatThrownBy(() ->
                        new TelemetryWindow("r", 0, LOAN, ONE, Reporter.ROUTER, T0, T0.plusSeconds(1), null, SERVED))
                .hasMessageContaining("router counts");
    }

    @Test
    void aWindowGoesForward() {
        assertThatThrownBy(
                        () -> TelemetryWindow.ofServer(new TelemetryWindow.Origin("s", 0, T0, T0), LOAN, ONE, SERVED))
                .hasMessageContaining("window.end");
    }

    @Test
    void moreFailuresThanRequestsAreRefused() {
        assertThatThrownBy(() -> new RouterCounts(
                        1,
                        Map.of(FailureKind.CONNECT, 1L, FailureKind.TIMEOUT, 1L),
                        0,
                        0,
                        0,
                        0,
                        LatencyHistogram.EMPTY))
                .hasMessageContaining("router.requests");
    }

    @Test
    void moreNullRowsThanRowsAreRefused() {
        assertThatThrownBy(() -> new ServerCounts(1, 0, 0, 1, 2, Map.of(), Map.of(), LatencyHistogram.EMPTY))
                .hasMessageContaining("server.nullRows");
    }

    private static TelemetryWindow window(long sequence) {
        return TelemetryWindow.ofServer(origin(sequence), LOAN, ONE, SERVED);
    }

    private static TelemetryWindow.Origin origin(long sequence) {
        return new TelemetryWindow.Origin(
                "server-1/ab", sequence, T0.plusSeconds(sequence), T0.plusSeconds(sequence + 1));
    }
}
