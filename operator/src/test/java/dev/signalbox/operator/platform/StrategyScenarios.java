package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Rollout;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Shadow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What an operator must do on every platform for every strategy, and for a person's commands. */
public abstract class StrategyScenarios extends PlatformScenarios {
    @Test
    void aShadowGetsCopiesIsJudgedByThemAndRampsUp() {
        goLive("1");
        submit("2", new Rollout("Shadow", new Shadow("50%", "100ms", "Canary"), QUICK_RAMP, null, null, null, null));

        await().atMost(patience())
                .untilAsserted(() -> assertThat(route().mirror()).hasToString("Mirror[version=2, percent=50%]"));
        assertThat(weights()).containsExactlyInAnyOrder("1=100%", "2=0%");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(monitor.stages()).contains("shadow"));
        assertThat(status().candidate().mirror()).isEqualTo("50%");

        monitor.says(Outcome.Promote);
        awaitPhase("Stable", "2");
        assertThat(route().mirror()).isNull();
        assertThat(monitor.stages()).contains("live");
        awaitEvents("Shadowing", "WeightShifted", "Promoted");
    }

    @Test
    void aCutoverIsPreviewedSampledAndUndoneAtOnce() {
        goLive("1");
        submit("2", blueGreen("200ms", "10m"));

        awaitPhase("Cutover", "1");
        awaitWeight("2=100%");
        assertThat(weights()).containsExactlyInAnyOrder("1=0%", "2=100%");
        assertThat(world.running(name)).containsExactlyInAnyOrder(version("1"), version("2"));
        awaitEvents("Previewing", "SmokePassed", "CutOver");

        world.command(name, "undo@1");
        awaitPhase("RolledBack", "1");
        assertThat(weights()).containsExactly("1=100%");
        assertThat(status().reason()).isEqualTo("Undone");
        awaitAnswer("undo@1", "Done");

        world.command(name, "undo@2");
        awaitAnswer("undo@2", "Refused");
        awaitEvents("Undone", "CommandRefused");
    }

    @Test
    void aCutoverThatKeepsItsPromiseTakesOver() {
        goLive("1");
        submit("2", blueGreen("100ms", "300ms"));

        awaitPhase("Stable", "2");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.running(name)).containsExactly(version("2")));
    }

    @Test
    void aPersonLetsACandidateThroughEveryGate() {
        goLive("1");
        monitor.says(Outcome.Promote);
        submit("2", new Rollout("Canary", null, QUICK_RAMP, null, "Manual", null, null));

        for (String share : List.of("2=10%", "2=50%")) {
            await().atMost(patience())
                    .untilAsserted(() -> assertThat(status().reason()).isEqualTo("AwaitingApproval"));
            assertThat(weights()).contains(share);
            world.command(name, "promote@" + share.length() + share.charAt(2));
            await().atMost(patience()).untilAsserted(() -> assertThat(weights()).doesNotContain(share));
        }
        awaitPhase("Stable", "2");
        awaitEvents("AwaitingApproval");
    }

    @Test
    void aPersonPausesResumesAbortsAndTriesAgain() {
        goLive("1");
        submit("2", world.goodUri());
        awaitWeight("2=10%");

        world.command(name, "pause@1");
        awaitPhase("Paused", "1");
        world.command(name, "promote@2");
        awaitAnswer("promote@2", "Refused");
        assertThat(weights()).contains("2=10%");

        world.command(name, "resume@3");
        awaitPhase("Canary", "1");
        world.command(name, "abort@4");
        awaitPhase("RolledBack", "1");
        assertThat(status().reason()).isEqualTo("Aborted");

        monitor.says(Outcome.Promote);
        world.command(name, "retry@5");
        awaitPhase("Stable", "2");
        awaitEvents("Paused", "Resumed", "Aborted", "Retried");
    }

    private void awaitAnswer(String command, String outcome) {
        await().atMost(patience()).untilAsserted(() -> {
            var answer = status().command();
            assertThat(answer == null ? "none" : answer.text() + " " + answer.outcome())
                    .isEqualTo(command + " " + outcome);
        });
    }

    private void submit(String version, Rollout rollout) {
        world.submit(
                name,
                new ModelDeploymentSpec(
                        new ModelDeploymentSpec.Model(version, world.goodUri(), null), null, rollout, null, null));
    }

    private static Rollout blueGreen(String preview, String keepPrevious) {
        return new Rollout(
                "BlueGreen", null, null, new ModelDeploymentSpec.BlueGreen(preview, keepPrevious), null, null, null);
    }

    private Route route() {
        return world.route(name).orElseThrow(() -> new AssertionError("no route"));
    }
}
