package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.operator.machine.SimulatedWorld.Faults;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.RetrainingSpec;
import dev.signalbox.operator.spec.RetrainingStatus;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a training starts, when it does not, and what is said of it; what becomes of one is the matter of the plots. */
class RetrainingTest {
    private final SimulatedWorld world = new SimulatedWorld(0, Faults.NONE);

    private void serving(ModelDeploymentSpec spec) {
        world.submit(spec);
        Plot.untilPhase(world, "Stable");
    }

    private static ModelDeploymentSpec with(
            RetrainingSpec.Signals signals, RetrainingSpec.Schedule schedule, String coolDown) {
        return Plot.canary("1", "Full")
                .withRetraining(new RetrainingSpec(
                        null, null, null, null, signals, schedule, null, coolDown, 2, "3m", null, null));
    }

    private String say(String text) {
        world.command(text);
        for (int i = 0; i < 100 && !world.answered(text); i++) {
            world.tick();
        }
        return world.status().command().outcome() + ": "
                + world.status().command().message();
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            world.tick();
        }
    }

    private RetrainingStatus retraining() {
        return world.status().retraining();
    }

    @Test
    void withoutTheirPartOfTheSpecCommandsAreRefused() {
        serving(Plot.canary("1", "Full"));

        assertThat(say("retrain@1")).isEqualTo("Refused: spec.retraining is not given");
        assertThat(say("retrain --dry-run@2")).isEqualTo("Refused: spec.retraining is not given");
        assertThat(say("adopt@3")).isEqualTo("Refused: no version that was trained waits for it");
        assertThat(say("adopt --drop@4")).isEqualTo("Refused: nothing stands in the place of spec.model");
        assertThat(retraining()).isNull();
    }

    @Test
    void whileOneIsTrainedOrARolloutIsOnNoOtherStarts() {
        serving(with(null, null, null));
        assertThat(say("retrain@1")).startsWith("Done: version 1-");
        assertThat(say("retrain@2")).startsWith("Refused: version 1-").endsWith("is being trained");

        world.submit(with(null, null, null).withModel(new ModelDeploymentSpec.Model("2", "s3://models/loan/2/", null)));
        Plot.untilPhase(world, "Canary");
        assertThat(say("retrain@3")).startsWith("Refused: a rollout is under way: Canary");
    }

    @Test
    void aPersonMayTrainWithinTheCoolDownButNotBeyondTheBudget() {
        world.trainings.ending = SimulatedTrainings.Ending.NO_BETTER;
        serving(with(null, null, "30d"));
        for (int time = 1; time <= 2; time++) {
            assertThat(say("retrain@" + time)).startsWith("Done: version 1-");
            ticks(30);
            assertThat(world.outcome()).isEqualTo("NoBetter");
        }

        assertThat(say("retrain@3")).startsWith("Refused: the budget of 2 in seven days is spent until ");
        assertThat(world.trainings.begun).hasSize(2);
    }

    @Test
    void decayWaitsForTheCoolDownAndSaysSo() {
        world.trainings.ending = SimulatedTrainings.Ending.NO_BETTER;
        serving(with(new RetrainingSpec.Signals(0.2, null, null), null, "30d"));
        say("retrain@1");
        ticks(30);
        world.trainings.decayed = true;
        ticks(60);

        assertThat(world.trainings.begun).hasSize(1);
        assertThat(retraining().message()).startsWith("Signal fires, kept by: the cool-down lasts until ");
    }

    @Test
    void decayOfAKindThatTheSpecDoesNotLimitStartsNothing() {
        world.trainings.decayed = true;
        serving(with(new RetrainingSpec.Signals(null, 0.7, null), null, "1s"));
        ticks(60);

        assertThat(world.trainings.begun).isEmpty();
    }

    @Test
    void whatDecayedIsNamedAsTheCause() {
        world.trainings.decayed = true;
        serving(with(new RetrainingSpec.Signals(0.2, null, null), null, "1s"));
        for (int i = 0; i < 100 && (retraining() == null || retraining().active() == null); i++) {
            world.tick();
        }

        assertThat(retraining().active().trigger()).isEqualTo("Signal");
        assertThat(retraining().active().cause()).isEqualTo("drift of age is 0.500, above 0.200 (n=1000)");
    }

    /** A schedule that is new waits for its next point, and one that passed while it could not is done once. */
    @Test
    void aScheduleStartsOneTrainingAtEachPoint() {
        world.trainings.ending = SimulatedTrainings.Ending.NO_BETTER;
        serving(with(null, new RetrainingSpec.Schedule("1m", null), "1s"));
        ticks(400);

        assertThat(world.trainings.begun).hasSize(2);
        assertThat(retraining().history().getFirst().training().trigger()).isEqualTo("Schedule");
        assertThat(retraining().message()).contains("the budget of 2 in seven days is spent");
    }

    @Test
    void aDryRunTellsWhatWouldBeDoneAndDoesNothing() {
        serving(with(new RetrainingSpec.Signals(0.2, null, null), null, "30d"));

        assertThat(say("retrain --dry-run@1"))
                .startsWith("Done: would make version 1-")
                .contains("of version 1 and the records since ")
                .contains("within 3m, with adoption Manual")
                .contains("decay: drift of age is 0.0100, limit 0.200 (n=1000)")
                .endsWith("nothing fires by itself");
        assertThat(world.trainings.begun).isEmpty();
        assertThat(Optional.ofNullable(retraining()).map(RetrainingStatus::active))
                .isEmpty();
    }

    @Test
    void aTrainingWhosePartOfTheSpecIsRemovedIsEnded() {
        world.trainings.ending = SimulatedTrainings.Ending.NEVER;
        serving(with(null, null, null));
        say("retrain@1");
        ticks(3);
        assertThat(world.trainings.begun).hasSize(1);

        world.submit(Plot.canary("1", "Full"));
        ticks(10);

        assertThat(world.outcome()).isEqualTo("Stopped");
        assertThat(retraining().active()).isNull();
    }
}
