package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator must do on every platform for deployments beside each other. */
public abstract class NeighbourScenarios extends StrategyScenarios {
    /* Named so that what belongs to one could be taken for the other's: "loan" with version "b-2", "loan-b" with version "2". */
    private static final String CONFUSING = "b-2";

    private final DeploymentName other = new DeploymentName(name.namespace(), name.name() + "-b");

    @BeforeEach
    void theRouterServesBoth() {
        router.follow(other);
    }

    @Test
    void twoRolloutsAtTheSameTimeDoNotTouchEachOther() {
        bothAtTenPercent();

        monitor.says(name, Outcome.Rollback);
        monitor.says(other, Outcome.Promote);

        awaitIn(name, "RolledBack", "1");
        awaitIn(other, "Stable", "2");
        await().atMost(patience()).untilAsserted(() -> {
            assertThat(world.running(name)).isEqualTo(versions("1"));
            assertThat(world.running(other)).isEqualTo(versions("2"));
        });
        assertThat(weightsOf(name)).containsExactly("1=100%");
        assertThat(weightsOf(other)).containsExactly("2=100%");
        assertThat(story(name)).containsExactly(CONFUSING + " RolledBack");
        assertThat(story(other)).containsExactly("2 Promoted");
        await().atMost(patience())
                .untilAsserted(() -> assertThat(world.eventReasons(other)).contains("Promoted"));
        assertThat(world.eventReasons(other)).doesNotContain("VerdictRollback", "RolledBack");
        assertThat(world.eventReasons(name)).doesNotContain("Promoted");
    }

    @Test
    void oneThatIsDeletedInTheMiddleLeavesTheRolloutOfTheOtherAlone() {
        bothAtTenPercent();

        world.delete(name);
        await().atMost(patience())
                .until(() -> world.route(name).isEmpty() && world.running(name).isEmpty());

        assertThat(weightsOf(other)).containsExactlyInAnyOrder("1=90%", "2=10%");
        assertThat(world.running(other)).isEqualTo(versions("1", "2"));
        monitor.says(other, Outcome.Promote);
        awaitIn(other, "Stable", "2");
        assertThat(weightsOf(other)).containsExactly("2=100%");
    }

    private void bothAtTenPercent() {
        ask(name, "1");
        ask(other, "1");
        awaitIn(name, "Stable", "1");
        awaitIn(other, "Stable", "1");
        ask(name, CONFUSING);
        ask(other, "2");
        await().atMost(patience()).untilAsserted(() -> {
            assertThat(weightsOf(name)).containsExactlyInAnyOrder("1=90%", CONFUSING + "=10%");
            assertThat(weightsOf(other)).containsExactlyInAnyOrder("1=90%", "2=10%");
        });
        assertThat(world.running(name)).isEqualTo(versions("1", CONFUSING));
        assertThat(world.running(other)).isEqualTo(versions("1", "2"));
    }

    private void ask(DeploymentName deployment, String version) {
        world.submit(
                deployment,
                new ModelDeploymentSpec(
                        new ModelDeploymentSpec.Model(version, world.goodUri(), null),
                        null,
                        new ModelDeploymentSpec.Rollout(null, QUICK_RAMP, null, null),
                        null,
                        null));
    }

    private void awaitIn(DeploymentName deployment, String phase, String stable) {
        await().alias(deployment + " in " + phase + " with stable " + stable)
                .atMost(patience())
                .until(() -> world.status(deployment)
                        .filter(status -> phase.equals(status.phase()) && status.stable() != null)
                        .map(status -> stable.equals(status.stable().version()))
                        .orElse(false));
    }

    private Set<String> weightsOf(DeploymentName deployment) {
        return world.route(deployment).stream()
                .flatMap(route -> route.backends().stream())
                .map((Backend backend) -> backend.version() + "=" + backend.weight())
                .collect(Collectors.toSet());
    }

    /** What became of its candidates, the last first. */
    private List<String> story(DeploymentName deployment) {
        return world.status(deployment).map(ModelDeploymentStatus::history).orElseThrow().stream()
                .map(past -> past.version() + " " + past.outcome())
                .toList();
    }
}
