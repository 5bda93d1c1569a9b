package dev.signalbox.operator.machine;

import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec.BlueGreen;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Canary;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Rollout;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Shadow;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Step;
import dev.signalbox.operator.spec.RetrainingSpec;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What people do to a deployment whose version 1 is live, and how it must end whatever goes wrong meanwhile. */
/* The plots are pure: they only drive the world that they are given. */
@SuppressWarnings("ImmutableEnumChecker")
enum Plot {
    FIRST(End.FIRST, w -> {}),
    CANARY(End.SECOND, w -> w.submit(canary("2", "Full"))),
    PROPORTIONAL(End.SECOND, w -> w.submit(canary("2", "Proportional"))),
    IMMEDIATE(End.SECOND, w -> w.submit(spec("2", rollout("Immediate")))),
    SHADOW_THEN_CANARY(End.SECOND, w -> w.submit(shadow("2", "Canary"))),
    SHADOW_THEN_BLUE_GREEN(End.SECOND, w -> w.submit(shadow("2", "BlueGreen"))),
    SHADOW_THEN_A_PERSON(End.SECOND, w -> {
        w.submit(shadow("2", "Hold"));
        untilReason(w, "AwaitingApproval");
        insist(w, "promote");
    }),
    BLUE_GREEN(End.SECOND, w -> w.submit(blueGreen("2"))),
    HARM(End.BACK, w -> {
        w.harmful.add("2");
        w.submit(canary("2", "Proportional"));
    }),
    HARM_IN_THE_SHADOW(End.BACK, w -> {
        w.harmful.add("2");
        w.submit(shadow("2", "Canary"));
    }),
    HARM_AFTER_THE_SHADOW(End.BACK, w -> {
        w.harmfulWhenLive.add("2");
        w.submit(shadow("2", "Canary"));
    }),
    HARM_AFTER_THE_CUTOVER(End.BACK, w -> {
        w.harmful.add("2");
        w.submit(blueGreen("2"));
    }),
    NO_ANSWER_TO_SAMPLES(End.BACK, w -> {
        w.failingSmoke.add("2");
        w.submit(blueGreen("2"));
    }),
    BROKEN(End.BACK, w -> {
        w.pods.unloadable.add("2");
        w.submit(canary("2", "Full"));
    }),
    CRASHING(End.BACK, w -> {
        w.submit(canary("2", "Full"));
        ticks(w, 14);
        w.pods.crashing.add("2");
    }),
    UNSCHEDULABLE(End.BACK, w -> {
        w.pods.unschedulable.add("2");
        w.submit(spec("2", new Rollout("BlueGreen", null, null, new BlueGreen("5s", "5s"), null, "60s", null)));
    }),
    STABLE_CRASHES_AND_RECOVERS(End.SECOND, w -> {
        w.submit(canary("2", "Full"));
        ticks(w, 14);
        w.pods.crashing.add("1");
        ticks(w, 40);
        w.pods.crashing.remove("1");
    }),
    SECOND_EDIT(End.THIRD, w -> {
        w.submit(shadow("2", "Canary"));
        ticks(w, 12);
        w.submit(canary("3", "Proportional"));
    }),
    EDIT_AFTER_THE_CUTOVER(End.THIRD, w -> {
        w.submit(blueGreen("2"));
        untilPhase(w, "Cutover");
        w.submit(canary("3", "Full"));
    }),
    BACK_AND_FORTH(
            "Stable [1=100%] running [1]",
            w -> {
                w.submit(canary("2", "Full"));
                ticks(w, 12);
                w.submit(canary("1", "Full"));
            }),
    THERE_AND_BACK_AND_THERE(End.SECOND, w -> {
        w.submit(canary("2", "Full"));
        ticks(w, 12);
        w.submit(canary("3", "Full"));
        ticks(w, 2);
        w.submit(canary("2", "Full"));
    }),
    MONITOR_AWAY(End.SECOND, w -> {
        w.monitorAway = true;
        w.submit(shadow("2", "Canary"));
        ticks(w, 60);
        w.monitorAway = false;
    }),
    MANUAL(End.SECOND, w -> {
        w.submit(spec("2", new Rollout("Canary", null, ramp("Proportional"), null, "Manual", null, null)));
        for (int gate = 0; gate < 2; gate++) {
            untilReason(w, "AwaitingApproval");
            insist(w, "promote");
        }
    }),
    PROMOTE_FULL(End.SECOND, w -> {
        w.submit(canary("2", "Proportional"));
        untilPhase(w, "Canary");
        insist(w, "promote --full");
    }),
    ABORT_AND_RETRY(End.SECOND, w -> {
        w.submit(canary("2", "Full"));
        untilPhase(w, "Canary");
        insist(w, "abort");
        untilPhase(w, "RolledBack");
        insist(w, "retry");
    }),
    PAUSE_AND_RESUME(End.SECOND, w -> {
        w.submit(shadow("2", "Canary"));
        untilPhase(w, "Shadowing");
        insist(w, "pause");
        ticks(w, 40);
        insist(w, "resume");
    }),
    HARM_WHILE_PAUSED(End.BACK, w -> {
        w.submit(canary("2", "Full"));
        untilPhase(w, "Canary");
        insist(w, "pause");
        untilPhase(w, "Paused");
        w.harmful.add("2");
    }),
    UNDO(End.BACK, w -> {
        w.submit(spec("2", new Rollout("BlueGreen", null, null, new BlueGreen("5s", "5m"), null, null, null)));
        untilPhase(w, "Cutover");
        insist(w, "undo");
    }),
    DELETION("gone", w -> {
        w.submit(blueGreen("2"));
        ticks(w, 12);
        w.deleting = true;
    }),
    RETRAINED(End.NEW + " trained Promoted", w -> {
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
    }),
    RETRAINED_FOR_DECAY(End.NEW + " trained Promoted", w -> {
        w.trainings.decayed = true;
        w.submit(retrained("1", "Automatic"));
    }),
    RETRAINED_TO_HARM(End.FIRST + " trained RolledBack", w -> {
        w.harmful.add("1-new");
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
    }),
    RETRAINED_TO_NO_GOOD(End.FIRST + " trained NoBetter", w -> {
        w.trainings.ending = SimulatedTrainings.Ending.NO_BETTER;
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
    }),
    RETRAINED_IN_VAIN(End.FIRST + " trained Failed", w -> {
        w.trainings.ending = SimulatedTrainings.Ending.FAILED;
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
    }),
    RETRAINED_AT_THE_THIRD_TRY(End.NEW + " trained Promoted", w -> {
        w.trainings.ending = SimulatedTrainings.Ending.AWAY_TWICE;
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
    }),
    RETRAINED_FOR_TOO_LONG(End.FIRST + " trained DeadlineExceeded", w -> {
        w.trainings.ending = SimulatedTrainings.Ending.NEVER;
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
    }),
    RETRAINED_AND_ADOPTED_BY_A_PERSON(End.NEW + " trained Promoted", w -> {
        w.submit(retrained("1", "Manual"));
        insist(w, "retrain");
        untilOutcome(w, "Proposed");
        insist(w, "adopt");
    }),
    RETRAINED_AND_TOLD(End.FIRST + " trained Told", w -> {
        w.trainings.hookRefusals = 2;
        w.submit(retrained("1", "External"));
        insist(w, "retrain");
    }),
    RETRAINED_AND_NOBODY_LISTENS(End.FIRST + " trained Untold", w -> {
        w.trainings.hookRefusals = Integer.MAX_VALUE;
        w.submit(retrained("1", "External"));
        insist(w, "retrain");
    }),
    RETRAINED_WHILE_THE_SPEC_MOVES_ON(End.SECOND + " trained Superseded", w -> {
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
        w.submit(retrained("2", "Automatic"));
    }),
    RETRAINED_AND_THE_SPEC_MOVES_ON(End.SECOND + " trained Promoted", w -> {
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
        untilOutcome(w, "Promoted");
        w.submit(retrained("2", "Automatic"));
    }),
    RETRAINED_AND_DROPPED(End.FIRST + " trained Promoted", w -> {
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
        untilOutcome(w, "Promoted");
        insist(w, "adopt --drop");
    }),
    DELETION_WHILE_TRAINING("gone", w -> {
        w.submit(retrained("1", "Automatic"));
        insist(w, "retrain");
        w.deleting = true;
    });

    private static final class End {
        private static final String FIRST = "Stable [1=100%] running [1]";
        private static final String SECOND = "Stable [2=100%] running [2]";
        private static final String THIRD = "Stable [3=100%] running [3]";
        private static final String NEW = "Stable [1-new=100%] running [1-new]";
        private static final String BACK = "RolledBack [1=100%] running [1]";
    }

    private static final int MOST_TICKS = 1_500;
    private static final int QUIET_TICKS = 12;

    final String end;
    private final Consumer<SimulatedWorld> plot;

    Plot(String end, Consumer<SimulatedWorld> plot) {
        this.end = end;
        this.plot = plot;
    }

    /** Plays it until it has ended as it must, and stays so; or for long enough to say that it never does. */
    void play(SimulatedWorld world) {
        world.submit(canary("1", "Full"));
        untilPhase(world, "Stable");
        plot.accept(world);
        int quiet = 0;
        for (int i = 0; i < MOST_TICKS && quiet < QUIET_TICKS; i++) {
            world.tick();
            quiet = world.end().equals(end) ? quiet + 1 : 0;
        }
    }

    private static void ticks(SimulatedWorld world, int count) {
        for (int i = 0; i < count; i++) {
            world.tick();
        }
    }

    static void untilPhase(SimulatedWorld world, String phase) {
        for (int i = 0; i < MOST_TICKS && !phase.equals(world.phase()); i++) {
            world.tick();
        }
    }

    private static void untilOutcome(SimulatedWorld world, String outcome) {
        for (int i = 0; i < MOST_TICKS && !outcome.equals(world.outcome()); i++) {
            world.tick();
        }
    }

    private static void untilReason(SimulatedWorld world, String reason) {
        for (int i = 0; i < MOST_TICKS; i++) {
            if (world.status() != null && reason.equals(world.status().reason())) {
                return;
            }
            world.tick();
        }
    }

    /* As a person does: says it again where it was refused because of something that passes. */
    private static void insist(SimulatedWorld world, String word) {
        for (int attempt = 0; attempt < 20; attempt++) {
            String text = word + "@" + world.story.size();
            world.command(text);
            for (int i = 0; i < MOST_TICKS && !world.answered(text); i++) {
                world.tick();
            }
            if (world.status() != null
                    && world.status().command() != null
                    && "Done".equals(world.status().command().outcome())) {
                return;
            }
        }
    }

    private static Canary ramp(String replicas) {
        return new Canary(List.of(new Step("10%", "5s"), new Step("50%", "5s")), replicas);
    }

    private static Rollout rollout(String strategy) {
        return new Rollout(strategy, null, null, null, null, null, null);
    }

    static ModelDeploymentSpec canary(String version, String replicas) {
        return spec(version, new Rollout("Canary", ramp(replicas), null, null));
    }

    static ModelDeploymentSpec retrained(String version, String adoption) {
        return canary(version, "Full")
                .withRetraining(new RetrainingSpec(
                        null,
                        null,
                        null,
                        null,
                        new RetrainingSpec.Signals(0.2, null, null),
                        null,
                        null,
                        "1s",
                        null,
                        "3m",
                        null,
                        new RetrainingSpec.Adoption(
                                adoption, adoption.equals("External") ? "http://127.0.0.1:9/hook" : null)));
    }

    static ModelDeploymentSpec shadow(String version, String then) {
        boolean ramps = !then.equals("BlueGreen");
        return spec(
                version,
                new Rollout(
                        "Shadow",
                        new Shadow("50%", "5s", then),
                        ramps ? ramp("Proportional") : null,
                        ramps ? null : new BlueGreen("5s", "20s"),
                        null,
                        null,
                        null));
    }

    static ModelDeploymentSpec blueGreen(String version) {
        return spec(version, new Rollout("BlueGreen", null, null, new BlueGreen("5s", "20s"), null, null, null));
    }

    static ModelDeploymentSpec spec(String version, @Nullable Rollout rollout) {
        return new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model(version, "s3://models/" + version, null),
                new ModelDeploymentSpec.Server(4, null, null),
                rollout,
                null,
                null);
    }
}
