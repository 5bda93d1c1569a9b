package dev.signalbox.monitor.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.telemetry.LatencyHistogram;
import dev.signalbox.api.telemetry.ServerCounts;
import dev.signalbox.api.telemetry.TelemetryBatch;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.monitor.PostgresResource;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.profile.MadeUp;
import dev.signalbox.monitor.profile.ProfileSlice;
import dev.signalbox.monitor.profile.ProfileTotal;
import dev.signalbox.monitor.profile.Profiles;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ProfileFoldTest {
    private static final ModelVersion VERSION = new ModelVersion("7");

    private final Instant start =
            Instant.ofEpochSecond(Instant.now().minusSeconds(600).getEpochSecond() / 60 * 60);

    @Inject
    WindowIntake intake;

    @Inject
    ProfileReader reader;

    @Inject
    MeterRegistry registry;

    @Test
    void profilesOfAllInstancesAddUpByTenSecondsEachOnce() {
        DeploymentName deployment = DeploymentName.parse("profiles/add-up");
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int window = 0; window < 6; window++) {
            windows.add(window("a", window, deployment, MadeUp.profiles(values(window))));
            windows.add(window("b", window, deployment, MadeUp.profiles(values(100 + window))));
        }

        intake.take(TelemetryBatch.of(windows.subList(0, 7)));
        intake.take(TelemetryBatch.of(windows));
        intake.take(TelemetryBatch.of(windows));

        List<ProfileSlice> slices = reader.profiles(deployment, VERSION, start, start.plusSeconds(60));
        assertThat(slices).hasSize(6);
        for (int window = 0; window < 6; window++) {
            assertThat(slices.get(window).start()).isEqualTo(start.plusSeconds(10L * window));
            assertThat(slices.get(window).span()).isEqualTo(Duration.ofSeconds(10));
            List<Integer> both = new ArrayList<>(values(window));
            both.addAll(values(100 + window));
            assertThat(slices.get(window).profiles()).isEqualTo(MadeUp.profiles(both));
        }
        List<ProfileSlice> minute =
                reader.profiles(deployment, VERSION, new Steps(start, start.plusSeconds(60), Duration.ofMinutes(1)));
        assertThat(minute).containsExactly(new ProfileSlice(start, Duration.ofMinutes(1), ProfileTotal.of(slices)));
        assertThat(reader.profiles(deployment, VERSION, start.plusSeconds(60), start.plusSeconds(90)))
                .isEmpty();
        assertThat(reader.profiles(deployment, new ModelVersion("8"), start, start.plusSeconds(60)))
                .isEmpty();
    }

    @Test
    void instancesWithDifferentBinsStandBesideOneAnother() {
        DeploymentName deployment = DeploymentName.parse("profiles/bins");
        NumberCounter other = new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(1.0)));
        other.add(3);
        Profiles odd = new Profiles(Map.of("amount", other.drain()), Map.of());

        intake.take(TelemetryBatch.of(
                List.of(window("a", 0, deployment, MadeUp.profiles(values(1))), window("b", 0, deployment, odd))));

        List<ProfileSlice> slices = reader.profiles(deployment, VERSION, start, start.plusSeconds(10));
        assertThat(slices)
                .extracting(ProfileSlice::profiles)
                .containsExactlyInAnyOrder(MadeUp.profiles(values(1)), odd);
        assertThat(ProfileTotal.of(slices)).isEqualTo(MadeUp.profiles(values(1)));
    }

    @Test
    void aVersionWithEndlesslyManyShapesKeepsTheFirst() {
        DeploymentName deployment = DeploymentName.parse("profiles/shapes");
        double before = dropped();
        List<TelemetryWindow> windows = new ArrayList<>();
        for (int shape = 0; shape < 100; shape++) {
            NumberCounter counter = new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of((double) shape)));
            counter.add(shape);
            windows.add(window("s", shape, deployment, new Profiles(Map.of("x", counter.drain()), Map.of())));
        }
        for (TelemetryWindow window : windows) {
            assertThat(intake.take(TelemetryBatch.of(List.of(window))).stored()).isEqualTo(1);
        }

        assertThat(reader.profiles(deployment, VERSION, start, start.plusSeconds(2_000)))
                .hasSize(64);
        assertThat(dropped() - before).isEqualTo(36);

        NumberCounter late = new NumberCounter(ProfileKind.NUMERIC, Bins.of(List.of(1_000.0)));
        late.add(1);
        Profiles odd = new Profiles(Map.of("x", late.drain()), Map.of());
        intake.take(TelemetryBatch.of(List.of(window("t", 0, deployment, odd), window("u", 0, deployment, odd))));
        assertThat(dropped() - before).as("windows, not slots").isEqualTo(38);
    }

    private double dropped() {
        return registry.counter(MeterNames.PROFILES, MeterNames.RESULT, "dropped-too-many-shapes")
                .count();
    }

    private TelemetryWindow window(String instance, int number, DeploymentName deployment, Profiles seen) {
        Instant from = start.plusSeconds(10L * number);
        return TelemetryWindow.ofServer(
                new TelemetryWindow.Origin(
                        deployment.name() + "-" + instance + "-" + start.getEpochSecond(),
                        number,
                        from,
                        from.plusSeconds(10)),
                deployment,
                VERSION,
                new ServerCounts(
                        40, 0, 0, 40, 0, Map.of(), Map.of(), LatencyHistogram.EMPTY, seen.features(), seen.outputs()));
    }

    private static List<Integer> values(int seed) {
        return IntStream.range(0, 40)
                .map(i -> (seed * 37 + i * i * 11) % 600 - 300)
                .boxed()
                .toList();
    }
}
