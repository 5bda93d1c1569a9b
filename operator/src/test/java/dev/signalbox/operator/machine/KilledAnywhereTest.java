package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.operator.machine.SimulatedWorld.Faults;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever the operator is killed, and whatever else goes wrong, the end is that of the undisturbed run. */
class KilledAnywhereTest {
    /* Times some 30 plots, beside a run for each place of each plot. */
    private static final int SEEDS = Integer.getInteger("signalbox.seeds", 50);

    private static final Faults ALL = new Faults(0.15, 0.01, 0.01, 0.01, 0.05);
    private static final Faults KILLS = new Faults(0.3, 0, 0, 0, 0);

    @ParameterizedTest
    @EnumSource
    void killedAtEveryPlaceOnceItEndsAsUndisturbed(Plot plot) {
        SimulatedWorld undisturbed = new SimulatedWorld(0, Faults.NONE);
        plot.play(undisturbed);
        ended(plot, undisturbed, "undisturbed");

        int places = undisturbed.killPoints();
        assertThat(places).isGreaterThan(3);
        for (int place = 0; place < places; place++) {
            SimulatedWorld world = new SimulatedWorld(0, Faults.NONE, place);
            plot.play(world);
            ended(plot, world, "killed at place " + place);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whateverGoesWrongByChanceItEndsAsUndisturbed(Plot plot) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            SimulatedWorld world = new SimulatedWorld(seed, seed % 4 == 0 ? KILLS : ALL);
            plot.play(world);
            ended(plot, world, "seed " + seed);
        }
    }

    private static void ended(Plot plot, SimulatedWorld world, String which) {
        assertThat(world.end())
                .as("%s of %s%n%s", which, plot, String.join("\n", world.story))
                .isEqualTo(plot.end);
    }
}
