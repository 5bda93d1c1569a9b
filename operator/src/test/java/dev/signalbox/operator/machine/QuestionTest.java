package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QuestionTest {
    private static final DeploymentName NAME = DeploymentName.parse("default/loan");
    private static final Instant SERVING = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant APPLIED = SERVING.plusSeconds(70);
    private static final RolloutPhase SECOND_STEP = new RolloutPhase.Canary(1, APPLIED, APPLIED, null);
    private static final Question.Stage UNCHECKED = new Question.Stage.Live(null);
    private static final Question.Stage CHECKED =
            new Question.Stage.Live(new Question.Split(new Weight(5_000), APPLIED));

    static Stream<Arguments> stages() {
        return Stream.of(
                argumentSet("a share that every router applies is checked", SECOND_STEP, null, null, CHECKED),
                argumentSet(
                        "and goes on being so while it is held",
                        new RolloutPhase.Held(
                                SECOND_STEP, new Explanation(Reason.MONITOR_AWAY, "away"), APPLIED.plusSeconds(9)),
                        null,
                        null,
                        CHECKED),
                argumentSet(
                        "a share that some router does not apply yet is not",
                        new RolloutPhase.Canary(1, APPLIED, null, null),
                        null,
                        null,
                        UNCHECKED),
                argumentSet(
                        "users who stick to a version are of unequal size",
                        SECOND_STEP,
                        new ModelDeploymentSpec.StickyBy("X-User-Id", null, null),
                        null,
                        UNCHECKED),
                argumentSet(
                        "testers who ask by name come on top of the share",
                        SECOND_STEP,
                        null,
                        new ModelDeploymentSpec.VersionHeader("Signalbox-Version"),
                        UNCHECKED),
                argumentSet(
                        "a shadow has no share",
                        new RolloutPhase.Shadowing(APPLIED, APPLIED),
                        null,
                        null,
                        new Question.Stage.Shadow()),
                argumentSet(
                        "all requests are no split",
                        new RolloutPhase.Cutover(APPLIED, APPLIED),
                        null,
                        null,
                        UNCHECKED));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void theSplitIsToldWhereItCanBeChecked(
            RolloutPhase phase,
            ModelDeploymentSpec.@Nullable StickyBy stickyBy,
            ModelDeploymentSpec.@Nullable VersionHeader override,
            Question.Stage expected) {
        RolloutState state = state(phase, stickyBy, override);
        var document = new DeploymentFacts.Document(1, false, state.accepted(), List.of(), null);

        Optional<Question> question = Question.of(state, NAME, Acceptance.of(state, document));

        assertThat(question).map(Question::stage).contains(expected);
    }

    private static RolloutState state(
            RolloutPhase phase,
            ModelDeploymentSpec.@Nullable StickyBy stickyBy,
            ModelDeploymentSpec.@Nullable VersionHeader override) {
        var canary = new ModelDeploymentSpec.Canary(
                List.of(new ModelDeploymentSpec.Step("10%", "60s"), new ModelDeploymentSpec.Step("50%", "60s")));
        var spec = new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model("2", "/models/2", null),
                null,
                new ModelDeploymentSpec.Rollout("Canary", canary, null, "Hold"),
                new ModelDeploymentSpec.Routing(stickyBy, override, null, null),
                null);
        Versions versions = new Versions(
                new Versions.Serving(version("1"), SERVING),
                new Versions.Candidate(version("2"), SERVING, SERVING),
                List.of(),
                null);
        return new RolloutState(phase, versions, new RouteMemory(5, SERVING), spec, List.of(), null);
    }

    private static VersionSpec version(String id) {
        return new VersionSpec(new ModelArtifact(new ModelVersion(id), "/models/" + id, null), ServerPlan.DEFAULT);
    }
}
