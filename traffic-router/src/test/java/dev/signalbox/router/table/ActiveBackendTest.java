package dev.signalbox.router.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ActiveBackendTest {
    private final VersionState state = new VersionState(
            DeploymentName.parse("bank/loans"), new ModelVersion("1"), nanos -> {}, VersionRules.LENIENT);
    private final SplittableRandom chance = new SplittableRandom(3);

    private ActiveBackend backend(String... addresses) {
        Backend backend =
                Backend.ofEndpoints(new ModelVersion("1"), BackendRole.Stable, List.of(addresses), Weight.ALL);
        return new ActiveBackend(backend, state, state.endpoints(List.of(addresses), 0));
    }

    private Set<Integer> chosen(ActiveBackend backend, long nanoTime) {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            ports.add(backend.choose(chance, nanoTime).orElseThrow().port());
        }
        return ports;
    }

    @Test
    void anEndpointThatFailedIsAvoidedForAWhileAndOnlyWhileOthersExist() {
        ActiveBackend two = backend("a:1", "[fd00::1]:2");
        assertThat(chosen(two, 0)).containsExactlyInAnyOrder(1, 2);
        two.endpoints().getFirst().failed(0);
        assertThat(chosen(two, 1)).containsExactly(2);
        assertThat(chosen(two, 200_000_000)).containsExactlyInAnyOrder(1, 2);
        two.endpoints().getLast().failed(50_000_000);
        assertThat(chosen(two, 60_000_000)).containsExactly(1);
        two.endpoints().getFirst().answered(false, 60_000_000);
        assertThat(chosen(two, 60_000_000)).containsExactly(1);
        assertThat(two.endpoints().getLast().host()).isEqualTo("fd00::1");
    }

    @Test
    void ofTwoTheLessLoadedIsAsked() {
        ActiveBackend two = backend("a:1", "b:2");
        two.endpoints().getFirst().load().enter(5);
        int second = 0;
        for (int i = 0; i < 1_000; i++) {
            second += two.choose(chance, 0).orElseThrow().port() == 2 ? 1 : 0;
        }
        assertThat(second).isEqualTo(1_000);
    }

    @Test
    void aFreshEndpointGetsItsPartLittleByLittle() {
        backend("a:1");
        ActiveBackend two = new ActiveBackend(
                Backend.ofEndpoints(new ModelVersion("1"), BackendRole.Stable, List.of("a:1", "b:2"), Weight.ALL),
                state,
                state.endpoints(List.of("a:1", "b:2"), 0));
        long slowStart = EndpointRule.DEFAULT.slowStart().toNanos();
        assertThat(part(two, 0, 2)).isBetween(30, 80);
        assertThat(part(two, slowStart / 2, 2)).isBetween(200, 300);
        assertThat(part(two, slowStart, 2)).isBetween(450, 550);
    }

    private int part(ActiveBackend backend, long nanoTime, int port) {
        int part = 0;
        for (int i = 0; i < 1_000; i++) {
            part += backend.choose(chance, nanoTime).orElseThrow().port() == port ? 1 : 0;
        }
        return part;
    }

    @Test
    void anEndpointThatAnswersErrorsIsAvoidedForAWhileButNeverTheLastOne() {
        ActiveBackend two = backend("a:1", "b:2");
        for (int i = 0; i < 5; i++) {
            two.endpoints().getFirst().answered(true, 0);
        }
        assertThat(chosen(two, 1)).containsExactly(2);
        assertThat(chosen(two, 200_000_000)).containsExactlyInAnyOrder(1, 2);
        ActiveBackend one = backend("a:1");
        for (int i = 0; i < 50; i++) {
            one.endpoints().getFirst().answered(true, 0);
        }
        assertThat(chosen(one, 1)).containsExactly(1);
    }

    @Test
    void withoutEndpointsNoneIsChosen() {
        assertThat(backend().choose(chance, 0)).isEmpty();
    }
}
