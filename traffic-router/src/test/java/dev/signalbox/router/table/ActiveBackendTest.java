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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ActiveBackendTest {
    private final VersionState state =
            new VersionState(DeploymentName.parse("bank/loans"), new ModelVersion("1"), nanos -> {});
    private final SplittableRandom chance = new SplittableRandom(3);

    private ActiveBackend backend(String... addresses) {
        Backend backend =
                Backend.ofEndpoints(new ModelVersion("1"), BackendRole.Stable, List.of(addresses), Weight.ALL);
        return new ActiveBackend(
                backend, state, Stream.of(addresses).map(state::endpoint).toList());
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
        state.endpoint("a:1").failed(0);
        assertThat(chosen(two, 1)).containsExactly(2);
        assertThat(chosen(two, 200_000_000)).containsExactlyInAnyOrder(1, 2);
        state.endpoint("[fd00::1]:2").failed(50_000_000);
        assertThat(chosen(two, 60_000_000)).containsExactly(1);
        state.endpoint("a:1").answered();
        assertThat(chosen(two, 60_000_000)).containsExactly(1);
        assertThat(state.endpoint("[fd00::1]:2").host()).isEqualTo("fd00::1");
    }

    @Test
    void ofTwoTheLessLoadedIsAsked() {
        ActiveBackend two = backend("a:1", "b:2");
        state.endpoint("a:1").load().enter(5);
        int second = 0;
        for (int i = 0; i < 1_000; i++) {
            second += two.choose(chance, 0).orElseThrow().port() == 2 ? 1 : 0;
        }
        assertThat(second).isBetween(700, 800);
    }

    @Test
    void withoutEndpointsNoneIsChosen() {
        assertThat(backend().choose(chance, 0)).isEmpty();
    }
}
