package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator must do on every platform. A subclass brings the world. */
public abstract class PlatformScenarios {
    private static final List<ModelDeploymentSpec.Step> QUICK =
            List.of(new ModelDeploymentSpec.Step("10%", "100ms"), new ModelDeploymentSpec.Step("50%", "100ms"));

    /** A ramp that is over as soon as it is judged. */
    protected static final ModelDeploymentSpec.Canary QUICK_RAMP = new ModelDeploymentSpec.Canary(QUICK);

    /** The world of the scenario. */
    protected PlatformFixture world;

    protected ScriptedMonitor monitor;
    protected PlayedRouter router;
    private Operator operator;
    protected final DeploymentName name = new DeploymentName("default", "loan-" + Long.toString(System.nanoTime(), 36));

    /** A world of the platform; it is closed after each scenario. */
    protected abstract PlatformFixture world() throws IOException;

    /** How long anything may take. */
    protected Duration patience() {
        return Duration.ofSeconds(20);
    }

    @BeforeEach
    void begin() throws IOException {
        world = world();
        monitor = new ScriptedMonitor();
        router = new PlayedRouter(world::route);
        router.follow(name);
        startOperator();
    }

    @AfterEach
    void end() {
        operator.close();
        router.close();
        monitor.close();
        world.close();
    }

    private void startOperator() {
        operator = Operator.start(
                world.open(),
                new TestConfig(Optional.of(monitor.base()), Optional.of(List.of(router.base()))),
                new OperatorMetrics(new SimpleMeterRegistry()),
                Clock.systemUTC());
    }

    @Test
    void theFirstVersionGoesLiveWhenItIsReady() {
        goLive("1");

        assertThat(weights()).containsExactly("1=100%");
        awaitEvents("CandidateStarted", "WentLive");
        assertThat(condition("Ready")).isEqualTo("True/Serving");
        assertThat(condition("Accepted")).isEqualTo("True/Accepted");
    }

    @Test
    void aGoodCandidateIsRampedUpAndPromotedAndTheOldOneGoes() {
        goLive("1");
        monitor.says(Outcome.Promote);
        submit("2", world.goodUri());

        awaitPhase("Stable", "2");
        assertThat(weights()).containsExactly("2=100%");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.running(name)).containsExactly(version("2")));
        awaitEvents("WeightShifted", "Promoting", "Promoted");
        assertThat(monitor.policies()).containsKey(name);
    }

    @Test
    void aHarmfulCandidateIsTakenBackAndNotTriedAgain() {
        goLive("1");
        submit("2", world.goodUri());
        awaitWeight("2=10%");

        monitor.says(Outcome.Rollback);

        awaitPhase("RolledBack", "1");
        assertThat(weights()).containsExactly("1=100%");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.running(name)).containsExactly(version("1")));
        assertThat(status().reason()).isEqualTo("VerdictRollback");
        assertThat(status().history().getFirst().outcome()).isEqualTo("RolledBack");
    }

    @Test
    void theMonitorIsToldEveryStepOfARolloutEvenIfItWasAway() {
        goLive("1");
        monitor.away(true);
        submit("2", world.goodUri());
        awaitPhase("Held", "1");

        monitor.says(Outcome.Promote);
        monitor.away(false);

        awaitPhase("Stable", "2");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(monitor.reports().stream()
                                .filter(r -> r.deployment().equals(name))
                                .map(r -> r.phase() + " "
                                        + (r.candidate() == null
                                                ? "none"
                                                : r.candidate().weight()))
                                .distinct())
                        .containsSubsequence("Stable none", "Canary 10%", "Held 10%", "Canary 50%", "Promoting 100%"));
        assertThat(monitor.reports().stream().map(RolloutReport::at)).isSorted();
    }

    @Test
    void aCandidateThatCannotBeLoadedIsTakenBackWithItsOwnWords() {
        goLive("1");
        submit("2", world.brokenUri());

        awaitPhase("RolledBack", "1");
        assertThat(status().reason()).isEqualTo("CandidateBroken");
        assertThat(status().message()).contains("version 2");
        assertThat(weights()).containsExactly("1=100%");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.running(name)).containsExactly(version("1")));
    }

    @Test
    void anInvalidSpecIsRefusedByNameAndTheLastGoodOneGoesOn() {
        goLive("1");
        world.submit(
                name,
                spec(
                        "2",
                        world.goodUri(),
                        List.of(new ModelDeploymentSpec.Step("25%", "1s"), new ModelDeploymentSpec.Step("5%", "1s"))));

        await().atMost(patience())
                .untilAsserted(() -> assertThat(condition("Accepted")).isEqualTo("False/InvalidSpec"));
        assertThat(status().phase()).isEqualTo("Stable");
        assertThat(conditionOf("Accepted").message())
                .contains("spec.rollout.canary.steps[1].weight must rise, but is 5% after 25%");
        assertThat(weights()).containsExactly("1=100%");
        awaitEvents("InvalidSpec");

        submit("1", world.goodUri());
        await().atMost(patience())
                .untilAsserted(() -> assertThat(condition("Accepted")).isEqualTo("True/Accepted"));
    }

    @Test
    void aSecondEditTakesTheFirstCandidateBackAndStartsTheNext() {
        goLive("1");
        submit("2", world.goodUri());
        awaitWeight("2=10%");
        submit("3", world.goodUri());

        await().atMost(patience())
                .untilAsserted(
                        () -> assertThat(world.running(name)).containsExactlyInAnyOrder(version("1"), version("3")));
        monitor.says(Outcome.Promote);
        awaitPhase("Stable", "3");
        assertThat(status().history().stream().map(p -> p.version() + " " + p.outcome()))
                .containsExactly("3 Promoted", "2 Superseded");
    }

    @Test
    void goingBackToTheOldVersionIsImmediate() {
        goLive("1");
        submit("2", world.goodUri());
        awaitWeight("2=10%");
        submit("1", world.goodUri());

        awaitPhase("Stable", "1");
        assertThat(weights()).containsExactly("1=100%");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.running(name)).containsExactly(version("1")));
        awaitEvents("BackToStable");
    }

    @Test
    void withoutTheMonitorNothingMovesAndWithItAllGoesOn() {
        goLive("1");
        monitor.away(true);
        submit("2", world.goodUri());

        awaitPhase("Held", "1");
        assertThat(status().reason()).isEqualTo("MonitorAway");
        assertThat(weights()).contains("2=10%");

        monitor.says(Outcome.Promote);
        monitor.away(false);
        awaitPhase("Stable", "2");
        awaitEvents("MonitorAway", "Resumed");
    }

    @Test
    void anOperatorThatStartsAgainGoesOnWhereTheOtherEnded() {
        goLive("1");
        submit("2", world.goodUri());
        awaitWeight("2=10%");
        operator.close();

        monitor.says(Outcome.Promote);
        startOperator();

        awaitPhase("Stable", "2");
        assertThat(weights()).containsExactly("2=100%");
    }

    @Test
    void oneThatIsDeletedInTheMiddleOfARolloutLeavesNothing() {
        goLive("1");
        submit("2", world.goodUri());
        awaitWeight("2=10%");
        world.delete(name);

        await().atMost(patience()).until(() -> !world.exists(name));
    }

    @Test
    void aDeletedDeploymentLeavesNothing() {
        goLive("1");
        world.delete(name);

        await().atMost(patience()).until(() -> !world.exists(name));
        assertThat(world.route(name)).isEmpty();
    }

    protected void goLive(String version) {
        submit(version, world.goodUri());
        awaitPhase("Stable", version);
    }

    protected void submit(String version, String uri) {
        world.submit(name, spec(version, uri, QUICK));
    }

    private static ModelDeploymentSpec spec(String version, String uri, List<ModelDeploymentSpec.Step> steps) {
        return new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model(version, uri, null),
                null,
                new ModelDeploymentSpec.Rollout(null, new ModelDeploymentSpec.Canary(steps), null, null),
                null,
                null);
    }

    protected void awaitPhase(String phase, String stable) {
        await().alias(name + " in " + phase + " with stable " + stable)
                .atMost(patience())
                .untilAsserted(() -> {
                    assertThat(status().phase()).as(status().message()).isEqualTo(phase);
                    assertThat(status().stable().version()).isEqualTo(stable);
                });
    }

    protected void awaitWeight(String weight) {
        await().atMost(patience()).untilAsserted(() -> assertThat(weights()).contains(weight));
    }

    protected void awaitEvents(String... reasons) {
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.eventReasons(name)).contains(reasons));
    }

    protected Set<String> weights() {
        return world.route(name).stream()
                .flatMap(route -> route.backends().stream())
                .map((Backend b) -> b.version() + "=" + b.weight())
                .collect(Collectors.toSet());
    }

    protected ModelDeploymentStatus status() {
        return world.status(name)
                .orElseGet(() -> new ModelDeploymentStatus(
                        null, "none", null, null, null, null, null, null, null, null, null, null));
    }

    private ModelDeploymentStatus.Condition conditionOf(String type) {
        return status().conditions().stream()
                .filter(c -> type.equals(c.type()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no condition " + type));
    }

    private String condition(String type) {
        return conditionOf(type).status() + "/" + conditionOf(type).reason();
    }

    protected static ModelVersion version(String id) {
        return new ModelVersion(id);
    }

    /** The versions of these names. */
    protected static Set<ModelVersion> versions(String... ids) {
        return Arrays.stream(ids).map(ModelVersion::new).collect(Collectors.toSet());
    }
}
