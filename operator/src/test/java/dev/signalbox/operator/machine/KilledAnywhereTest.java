package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the seed, and wherever the operator is killed, the end is that of the undisturbed run. */
class KilledAnywhereTest {
    private static final int SEEDS = 40;

    /* The plots are pure: they only drive the world that they are given. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum Story {
        FIRST("Stable [1=100%] running [1]", w -> {}),
        PROMOTION("Stable [2=100%] running [2]", w -> w.submit(spec("2", "Canary"))),
        IMMEDIATE("Stable [2=100%] running [2]", w -> w.submit(spec("2", "Immediate"))),
        HARM(
                "RolledBack [1=100%] running [1]",
                w -> {
                    w.harmful.add("2");
                    w.submit(spec("2", "Canary"));
                }),
        BROKEN(
                "RolledBack [1=100%] running [1]",
                w -> {
                    w.unloadable.add("2");
                    w.submit(spec("2", "Canary"));
                }),
        SECOND_EDIT(
                "Stable [3=100%] running [3]",
                w -> {
                    w.submit(spec("2", "Canary"));
                    ticks(w, 12);
                    w.submit(spec("3", "Canary"));
                }),
        BACK_AND_FORTH(
                "Stable [1=100%] running [1]",
                w -> {
                    w.submit(spec("2", "Canary"));
                    ticks(w, 12);
                    w.submit(spec("1", "Canary"));
                }),
        THERE_AND_BACK_AND_THERE(
                "Stable [2=100%] running [2]",
                w -> {
                    w.submit(spec("2", "Canary"));
                    ticks(w, 12);
                    w.submit(spec("3", "Canary"));
                    ticks(w, 2);
                    w.submit(spec("2", "Canary"));
                }),
        MONITOR_AWAY(
                "Stable [2=100%] running [2]",
                w -> {
                    w.monitorAway = true;
                    w.submit(spec("2", "Canary"));
                    ticks(w, 60);
                    w.monitorAway = false;
                }),
        DELETION("gone", w -> {
            w.submit(spec("2", "Canary"));
            ticks(w, 12);
            w.deleting = true;
        });

        private final String end;
        private final Consumer<SimulatedWorld> plot;

        Story(String end, Consumer<SimulatedWorld> plot) {
            this.end = end;
            this.plot = plot;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theEndIsThatOfTheUndisturbedRun(Story story) {
        for (long seed = 0; seed < SEEDS; seed++) {
            SimulatedWorld world = new SimulatedWorld(seed, seed % 3 == 0 ? 0 : 0.25);
            world.submit(spec("1", "Canary"));
            ticks(world, 40);
            story.plot.accept(world);
            ticks(world, 400);
            assertThat(world.end())
                    .as("seed %d of %s%n%s", seed, story, String.join("\n", world.story))
                    .isEqualTo(story.end);
        }
    }

    private static void ticks(SimulatedWorld world, int count) {
        for (int i = 0; i < count; i++) {
            world.tick();
        }
    }

    private static ModelDeploymentSpec spec(String version, String strategy) {
        var canary = new ModelDeploymentSpec.Canary(
                List.of(new ModelDeploymentSpec.Step("10%", "5s"), new ModelDeploymentSpec.Step("50%", "5s")));
        return new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model(version, "s3://models/" + version, null),
                new ModelDeploymentSpec.Server(2, null, null),
                new ModelDeploymentSpec.Rollout(strategy, strategy.equals("Canary") ? canary : null, null, null),
                null,
                null);
    }
}
