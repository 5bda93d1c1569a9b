package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutMachineTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final DeploymentName NAME = DeploymentName.parse("default/loan");
    private static final RolloutPhase STEP_1 = new RolloutPhase.Canary(0, T0, null, null);
    private static final RolloutPhase STEP_1_ACKNOWLEDGED = new RolloutPhase.Canary(0, T0, T0, null);
    private static final RolloutPhase STEP_2_ACKNOWLEDGED = new RolloutPhase.Canary(1, T0, T0, null);
    private static final RolloutPhase AWAY =
            new RolloutPhase.Held(STEP_1_ACKNOWLEDGED, new Explanation(Reason.MONITOR_AWAY, "away"), T0);
    private static final RolloutPhase LATE =
            new RolloutPhase.Held(STEP_1_ACKNOWLEDGED, new Explanation(Reason.DEADLINE_EXCEEDED, "late"), T0);

    /** What is seen one look after another; every row changes what it is about. */
    static final class Seen {
        private long second = 1;
        private int ready = 1;
        private int wanted = 1;
        private VersionFacts.Failure failure;
        private long routerRevision = 5;
        private boolean silent;
        private MonitorView monitor = new MonitorView.NotAsked();
        private String onDeadline = "Hold";
        private String strategy = "Canary";

        Seen at(long seconds) {
            second = seconds;
            return this;
        }

        Seen ready(int pods) {
            ready = pods;
            return this;
        }

        Seen readyOf(int pods, int all) {
            ready = pods;
            wanted = all;
            return this;
        }

        Seen failing(int crashes, boolean permanent) {
            failure = new VersionFacts.Failure(crashes, "it broke", permanent);
            return this;
        }

        Seen routersAt(long revision) {
            routerRevision = revision;
            return this;
        }

        Seen silentRouter() {
            silent = true;
            return this;
        }

        Seen says(Outcome outcome) {
            return says(outcome, 100);
        }

        Seen says(Outcome outcome, long requests) {
            monitor = new MonitorView.Says(new Verdict(
                    1,
                    NAME,
                    new ModelVersion("2"),
                    new ModelVersion("1"),
                    1,
                    T0,
                    T0,
                    null,
                    requests,
                    100,
                    outcome,
                    List.of()));
            return this;
        }

        Seen monitorAway() {
            monitor = new MonitorView.Away("refused");
            return this;
        }

        Seen rollsBackAtDeadline() {
            onDeadline = "Rollback";
            return this;
        }

        Seen immediate() {
            strategy = "Immediate";
            return this;
        }
    }

    static Arguments[] transitions() {
        RolloutPhase preparing = new RolloutPhase.Preparing(T0);
        RolloutPhase promoting = new RolloutPhase.Promoting(T0);
        return new Arguments[] {
            argumentSet("pods on their way", preparing, new Seen().ready(0), "Preparing", "0%"),
            argumentSet("ready: the first step", preparing, new Seen(), "Canary 1", "10%"),
            argumentSet("ready, Immediate: all at once", preparing, new Seen().immediate(), "Promoting", "100%"),
            argumentSet("not ready, deadline", preparing, new Seen().ready(0).at(7_201), "Held", "0%"),
            argumentSet(
                    "not ready, deadline, Rollback",
                    preparing,
                    new Seen().ready(0).at(7_201).rollsBackAtDeadline(),
                    "RollingBack",
                    "0%"),
            argumentSet("cannot load", preparing, new Seen().ready(0).failing(0, true), "RollingBack", "0%"),
            argumentSet("two crashes", preparing, new Seen().ready(0).failing(2, false), "Preparing", "0%"),
            argumentSet("three crashes", preparing, new Seen().ready(0).failing(3, false), "RollingBack", "0%"),
            argumentSet("a router is behind", STEP_1, new Seen().routersAt(4), "Canary 1", "10%"),
            argumentSet("a router is silent", STEP_1, new Seen().silentRouter(), "Canary 1", "10%"),
            argumentSet("every router applied it", STEP_1, new Seen(), "Canary 1 acknowledged", "10%"),
            argumentSet(
                    "promote, but the step is young",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Promote).at(59),
                    "Canary 1 acknowledged",
                    "10%"),
            argumentSet(
                    "hold, though the step is old",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Hold).at(61),
                    "Canary 1 acknowledged",
                    "10%"),
            argumentSet(
                    "promote after the step",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Promote).at(61),
                    "Canary 2",
                    "50%"),
            argumentSet(
                    "promote after the last step",
                    STEP_2_ACKNOWLEDGED,
                    new Seen().says(Outcome.Promote).at(61),
                    "Promoting",
                    "100%"),
            argumentSet("harm at once", STEP_1_ACKNOWLEDGED, new Seen().says(Outcome.Rollback), "RollingBack", "0%"),
            argumentSet(
                    "harm with no pod ready",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().ready(0).says(Outcome.Rollback),
                    "RollingBack",
                    "0%"),
            argumentSet(
                    "harm while routers are behind",
                    STEP_1,
                    new Seen().routersAt(1).says(Outcome.Rollback),
                    "RollingBack",
                    "0%"),
            argumentSet("crashing", STEP_1_ACKNOWLEDGED, new Seen().failing(3, false), "RollingBack", "0%"),
            argumentSet(
                    "no pod ready: no share", STEP_1_ACKNOWLEDGED, new Seen().ready(0), "Canary 1 acknowledged", "0%"),
            argumentSet("monitor away", STEP_1_ACKNOWLEDGED, new Seen().monitorAway(), "Held", "10%"),
            argumentSet("monitor still away", AWAY, new Seen().monitorAway(), "Held", "10%"),
            argumentSet("monitor back", AWAY, new Seen().says(Outcome.Hold), "Canary 1 acknowledged", "10%"),
            argumentSet("monitor back with harm", AWAY, new Seen().says(Outcome.Rollback), "RollingBack", "0%"),
            argumentSet(
                    "no request seen",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Hold, 0).at(61),
                    "Canary 1 acknowledged",
                    "10%"),
            argumentSet(
                    "no request seen at the deadline",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Hold, 0).at(7_201),
                    "RollingBack",
                    "0%"),
            argumentSet(
                    "deadline, Hold",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Hold).at(7_201),
                    "Held",
                    "10%"),
            argumentSet(
                    "deadline, Rollback",
                    STEP_1_ACKNOWLEDGED,
                    new Seen().says(Outcome.Hold).at(7_201).rollsBackAtDeadline(),
                    "RollingBack",
                    "0%"),
            argumentSet(
                    "held late: stays", LATE, new Seen().says(Outcome.Promote).at(7_300), "Held", "10%"),
            argumentSet(
                    "held late: harm", LATE, new Seen().says(Outcome.Rollback).at(7_300), "RollingBack", "0%"),
            argumentSet("promoting: routers behind", promoting, new Seen().routersAt(4), "Promoting", "100%"),
            argumentSet("promoting: harm", promoting, new Seen().says(Outcome.Rollback), "RollingBack", "0%"),
        };
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void fromWhatIsSeenFollows(RolloutPhase from, Seen seen, String to, String weight) {
        RolloutState state = state(from, seen);
        Decision decision = RolloutMachine.decide(state, observation(state, seen));

        assertThat(named(decision.next().phase())).as(decision.why().toString()).isEqualTo(to);
        assertThat(weightAfter(decision, state, seen)).isEqualTo(weight);
    }

    @Test
    void aCandidateWithoutAllOfItsPodsGoesNoFurtherAndThatIsSaid() {
        Seen seen = new Seen().readyOf(1, 2).says(Outcome.Promote).at(61);
        RolloutState state = state(STEP_1_ACKNOWLEDGED, seen);
        Decision decision = RolloutMachine.decide(state, observation(state, seen));

        assertThat(named(decision.next().phase())).isEqualTo("Canary 1 acknowledged");
        assertThat(decision.why().reason()).isEqualTo(Reason.CANDIDATE_NOT_READY);
        assertThat(decision.why().message()).startsWith("version 2: 1 of 2 ready; version 2 has 10% of the requests");
        assertThat(Conditions.of(StatusReport.of(observation(state, seen), decision), "Degraded")
                        .orElseThrow()
                        .status())
                .isEqualTo("True");
    }

    private static String named(RolloutPhase phase) {
        return phase instanceof RolloutPhase.Canary canary
                ? "Canary " + (canary.step() + 1) + (canary.acknowledgedAt() == null ? "" : " acknowledged")
                : phase.name();
    }

    private static String weightAfter(Decision decision, RolloutState state, Seen seen) {
        Route written = decision.effects().stream()
                .filter(Effect.WriteRoute.class::isInstance)
                .map(e -> ((Effect.WriteRoute) e).route())
                .findFirst()
                .orElseGet(() -> observation(state, seen).facts().route());
        return written.candidate().map(Backend::weight).orElse(Weight.NONE).toString();
    }

    private static ModelDeploymentSpec spec(Seen seen) {
        var canary = new ModelDeploymentSpec.Canary(
                List.of(new ModelDeploymentSpec.Step("10%", "60s"), new ModelDeploymentSpec.Step("50%", "60s")));
        return new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model("2", "/models/2", null),
                null,
                new ModelDeploymentSpec.Rollout(
                        seen.strategy, seen.strategy.equals("Canary") ? canary : null, null, seen.onDeadline),
                null,
                null);
    }

    private static VersionSpec version(String id) {
        return new VersionSpec(new ModelArtifact(new ModelVersion(id), "/models/" + id, null), ServerPlan.DEFAULT);
    }

    private static RolloutState state(RolloutPhase phase, Seen seen) {
        boolean served = !(phase instanceof RolloutPhase.Preparing);
        Versions versions = new Versions(
                new Versions.Serving(version("1"), T0),
                new Versions.Candidate(version("2"), T0, served ? T0 : null),
                List.of(),
                null);
        return new RolloutState(phase, versions, new RouteMemory(5, T0), spec(seen), List.of(), null);
    }

    private static Observation observation(RolloutState state, Seen seen) {
        Map<ModelVersion, VersionFacts> facts = new HashMap<>();
        facts.put(new ModelVersion("1"), facts("1", 1, 1, null));
        facts.put(new ModelVersion("2"), facts("2", seen.wanted, seen.ready, seen.failure));
        var document = new DeploymentFacts.Document(1, false, spec(seen), List.of(), null);
        DeploymentFacts all = new DeploymentFacts(NAME, document, facts, route(state.phase()));
        List<RouterView> routers = new ArrayList<>();
        routers.add(new RouterView.Reports("a", seen.routerRevision, Map.of()));
        if (seen.silent) {
            routers.add(new RouterView.Silent("b"));
        }
        return new Observation(
                T0.plus(Duration.ofSeconds(seen.second)), all, Acceptance.of(state, document), routers, seen.monitor);
    }

    private static VersionFacts facts(String id, int wanted, int ready, VersionFacts.Failure failure) {
        return new VersionFacts(
                version(id).fingerprint(), wanted, ready, new Address.OfService("loan-" + id, 8080), failure);
    }

    /** The route as it was written when the phase began. */
    private static Route route(RolloutPhase phase) {
        RolloutPhase at = phase instanceof RolloutPhase.Held held ? held.at() : phase;
        Weight weight = switch (at) {
            case RolloutPhase.Canary canary -> Weight.ofPercent(canary.step() == 0 ? 10 : 50);
            case RolloutPhase.Promoting promoting -> Weight.ALL;
            default -> Weight.NONE;
        };
        List<Backend> backends = new ArrayList<>();
        backends.add(Backend.ofService(new ModelVersion("1"), BackendRole.Stable, "loan-1", 8080, weight.rest()));
        if (!weight.equals(Weight.NONE)) {
            backends.add(Backend.ofService(new ModelVersion("2"), BackendRole.Candidate, "loan-2", 8080, weight));
        }
        return new Route(NAME, 5, backends, null, null, 2_000, true);
    }
}
