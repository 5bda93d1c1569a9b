package dev.signalbox.monitor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.judging.Story;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ExactlyOnceTest {
    @Inject
    WindowIntake intake;

    @Inject
    dev.signalbox.monitor.retention.Retention retention;

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String url;

    @Test
    void theSameBatchTwiceIsStoredOnce() throws SQLException {
        DeploymentName deployment = DeploymentName.parse("once/twice");
        List<TelemetryWindow> windows = story(deployment).windows(30);

        TelemetryBatch.Receipt first = intake.take(TelemetryBatch.of(windows));
        TelemetryBatch.Receipt second = intake.take(TelemetryBatch.of(windows));

        assertThat(first).isEqualTo(new TelemetryBatch.Receipt(windows.size(), 0, 0));
        assertThat(second).isEqualTo(new TelemetryBatch.Receipt(0, windows.size(), 0));
        assertThat(requests(deployment)).isEqualTo(30 * 2 * 100);
    }

    @Test
    void aWindowTwiceInOneBatchIsStoredOnce() throws SQLException {
        DeploymentName deployment = DeploymentName.parse("once/within");
        List<TelemetryWindow> windows = new ArrayList<>(story(deployment).windows(5));
        windows.addAll(List.copyOf(windows));

        assertThat(intake.take(TelemetryBatch.of(windows)))
                .isEqualTo(new TelemetryBatch.Receipt(windows.size() / 2, windows.size() / 2, 0));
        assertThat(requests(deployment)).isEqualTo(5 * 2 * 100);
    }

    @Test
    void concurrentOverlappingBatchesInAnyOrderNeitherLoseNorDoubleNorDeadlock() throws Exception {
        DeploymentName deployment = DeploymentName.parse("once/concurrent");
        List<TelemetryWindow> windows = story(deployment).windows(60);
        List<Callable<TelemetryBatch.Receipt>> senders = new ArrayList<>();
        for (int sender = 0; sender < 24; sender++) {
            List<TelemetryWindow> shuffled = new ArrayList<>(windows);
            Collections.shuffle(shuffled, new Random(sender));
            /* Every window is in several senders' batches; some send everything. */
            List<TelemetryWindow> batch = sender < 4 ? shuffled : shuffled.subList(0, shuffled.size() / 2);
            senders.add(() -> intake.take(TelemetryBatch.of(batch)));
        }

        int stored = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<TelemetryBatch.Receipt> receipt : threads.invokeAll(senders, 30, TimeUnit.SECONDS)) {
                stored += receipt.get().stored();
            }
        }

        assertThat(stored).isEqualTo(windows.size());
        assertThat(requests(deployment)).isEqualTo(60 * 2 * 100);
    }

    @Test
    void windowsWithImpossibleTimesAreDroppedAndTheRestIsStored() throws SQLException {
        DeploymentName deployment = DeploymentName.parse("once/times");
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<TelemetryWindow> windows =
                new ArrayList<>(new Story(2, now.plus(Duration.ofHours(2)), deployment).windows(2));
        windows.addAll(new Story(3, now.minus(Duration.ofDays(8)), deployment).windows(2));
        windows.addAll(story(deployment).windows(2));

        assertThat(intake.take(TelemetryBatch.of(windows))).isEqualTo(new TelemetryBatch.Receipt(8, 0, 16));
        assertThat(requests(deployment)).isEqualTo(2 * 2 * 100);
    }

    @Test
    void oldRowsAreDeletedAndPresentOnesStay() throws SQLException {
        DeploymentName deployment = DeploymentName.parse("once/old");
        intake.take(TelemetryBatch.of(story(deployment).windows(2)));
        try (Connection connection = connection();
                PreparedStatement age = connection.prepareStatement(
                        "insert into stored_window select 'old-' || i, i, 1000 from generate_series(1, 12000) i")) {
            age.executeUpdate();
        }

        assertThat(retention.deleteOld()).isGreaterThanOrEqualTo(12_000);
        assertThat(retention.deleteOld()).isZero();
        assertThat(requests(deployment)).isEqualTo(2 * 2 * 100);
    }

    private static Story story(DeploymentName deployment) {
        return new Story(1, Instant.now().minusSeconds(120).truncatedTo(ChronoUnit.SECONDS), deployment);
    }

    /** What another process sees. */
    private long requests(DeploymentName deployment) throws SQLException {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(
                        "select coalesce(sum(requests), 0) from counted_second where deployment = ? and reporter = 'ROUTER'")) {
            statement.setString(1, deployment.toString());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private Connection connection() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "postgres");
    }
}
