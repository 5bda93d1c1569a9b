package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.operator.machine.SimulatedWorld.Faults;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Rollout;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each command does in each phase, or why it does nothing. */
class CommandsTest {
    private static final Rollout NONE = null;

    static Arguments[] answers() {
        Rollout canary = Plot.canary("2", "Full").rollout();
        Rollout shadow = Plot.shadow("2", "Canary").rollout();
        Rollout blueGreen = Plot.blueGreen("2").rollout();
        return new Arguments[] {
            row("promote", NONE, "Stable", "Refused: no version is being judged", "Stable"),
            row("abort", NONE, "Stable", "Refused: no version is being judged", "Stable"),
            row("pause", NONE, "Stable", "Refused: no rollout is under way that could be paused", "Stable"),
            row("resume", NONE, "Stable", "Refused: no rollout is under way", "Stable"),
            row("retry", NONE, "Stable", "Refused: nothing was taken back that the spec still asks for", "Stable"),
            row(
                    "undo",
                    NONE,
                    "Stable",
                    "Refused: no previous version is kept warm: apply the version to go back to",
                    "Stable"),
            row("promote", canary, "Preparing", "Refused: version 2: 0 of 4 ready", "Preparing"),
            row("abort", canary, "Preparing", "Done: a person took version 2 back in Preparing", "RollingBack"),
            row("pause", canary, "Preparing", "Done: a person paused it in Preparing", "Paused"),
            row("promote", shadow, "Shadowing", "Done: version 2 has 10% of the requests, step 1 of 2", "Canary"),
            row("promote --full", shadow, "Shadowing", "Done: version 2 gets all requests", "Promoting"),
            row("promote", canary, "Canary", "Done: version 2 has 50% of the requests, step 2 of 2", "Canary"),
            row("promote --full", canary, "Canary", "Done: version 2 gets all requests", "Promoting"),
            row("abort", canary, "Canary", "Done: a person took version 2 back in Canary", "RollingBack"),
            row("pause", canary, "Canary", "Done: a person paused it in Canary", "Paused"),
            row("resume", canary, "Canary", "Done: it is not paused", "Canary"),
            row("undo", canary, "Canary", "Refused: version 2 has not taken over yet: abort takes it back", "Canary"),
            row("promote", blueGreen, "Preview", "Done: version 2 has all requests, version 1 is kept warm", "Cutover"),
            row("promote", blueGreen, "Cutover", "Done: the old version ends its requests", "Promoting"),
            row(
                    "undo",
                    blueGreen,
                    "Cutover",
                    "Done: a person gave all requests back to version 1, which was kept warm",
                    "RollingBack"),
            row("promote", canary, "Promoting", "Done: version 2 gets all requests already", "Promoting"),
            row(
                    "dance",
                    canary,
                    "Canary",
                    "Refused: signalbox.dev/command must be promote, promote --full, abort,",
                    "Canary"),
            row("abort --full", canary, "Canary", "Refused: signalbox.dev/command must be", "Canary"),
        };
    }

    private static Arguments row(String command, Rollout rollout, String phase, String answer, String after) {
        return argumentSet(command + " in " + phase, command, Optional.ofNullable(rollout), phase, answer, after);
    }

    @ParameterizedTest
    @MethodSource("answers")
    void aCommandIsAnsweredByThePhase(
            String command, Optional<Rollout> rollout, String phase, String answer, String after) {
        SimulatedWorld world = at(phase, rollout);

        say(world, command + "@1");

        assertThat(answer(world)).startsWith(answer);
        assertThat(world.phase()).as(String.join("\n", world.story)).isEqualTo(after);
    }

    @Test
    void whatIsSoAlreadyIsDoneWithoutDoingAnything() {
        SimulatedWorld world = at("Canary", Optional.of(Plot.canary("2", "Full").rollout()));
        say(world, "pause@1");
        say(world, "pause@2");
        assertThat(answer(world)).isEqualTo("Done: it is paused already");

        say(world, "abort@3");
        say(world, "abort@4");
        assertThat(answer(world)).isEqualTo("Done: the candidate is taken back already");
    }

    @Test
    void theSameTextIsAnsweredOnce() {
        SimulatedWorld world = at("Canary", Optional.of(Plot.canary("2", "Full").rollout()));
        say(world, "pause");
        say(world, "resume@1");
        assertThat(world.phase()).isEqualTo("Canary");

        say(world, "pause@1");
        assertThat(world.phase()).isEqualTo("Paused");
        world.tick();
        world.tick();
        assertThat(answer(world)).isEqualTo("Done: a person paused it in Canary");
    }

    @Test
    void aPausedRolloutIsNotPromotedButHarmIsStillTakenBack() {
        SimulatedWorld world = at("Canary", Optional.of(Plot.canary("2", "Full").rollout()));
        say(world, "pause@1");
        say(world, "promote@2");
        assertThat(answer(world)).isEqualTo("Refused: the rollout is paused: resume it first");

        world.harmful.add("2");
        Plot.untilPhase(world, "RolledBack");
        say(world, "retry@3");
        assertThat(answer(world)).isEqualTo("Done: version 2 is being started");
    }

    private static SimulatedWorld at(String phase, Optional<Rollout> rollout) {
        SimulatedWorld world = new SimulatedWorld(0, Faults.NONE);
        world.submit(Plot.canary("1", "Full"));
        Plot.untilPhase(world, "Stable");
        rollout.ifPresent(way -> world.submit(Plot.spec("2", way)));
        Plot.untilPhase(world, phase);
        /* Until the phase has what it needs: its smoke inferences, the routers' word. */
        boolean settles = phase.equals("Preview") || phase.equals("Cutover") || phase.equals("Canary");
        for (int i = 0; settles && i < 100 && world.status().memory().acknowledgedAt() == null; i++) {
            world.tick();
        }
        return world;
    }

    private static void say(SimulatedWorld world, String text) {
        world.command(text);
        for (int i = 0; i < 100 && !world.answered(text); i++) {
            world.tick();
        }
    }

    private static String answer(SimulatedWorld world) {
        var answer = world.status().command();
        return answer.outcome() + ": " + answer.message();
    }
}
