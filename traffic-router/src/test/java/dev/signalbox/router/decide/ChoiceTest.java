package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.BackendRole;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.Sticky;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final Asked NOTHING = new Asked(null, null, null, () -> 0);

    @Test
    void aVersionInThePathIsTheVersionThatAnswersEvenWithoutWeight() {
        Choice choice = Choice.of(route(Weight.NONE), new Asked("2", "1", "user", () -> 0));
        assertThat(choice).isInstanceOfSatisfying(Choice.Forward.class, to -> {
            assertThat(to.backend().version()).isEqualTo(new ModelVersion("2"));
            assertThat(to.assignment()).isEqualTo(Assignment.ASKED);
            assertThat(to.failover()).isFalse();
        });
    }

    @Test
    void theOverrideHeaderNamesTheVersion() {
        assertThat(version(Choice.of(route(Weight.NONE), new Asked(null, "2", null, () -> 0))))
                .isEqualTo("2");
        assertThat(version(Choice.of(route(Weight.ALL), new Asked(null, "1", null, () -> 0))))
                .isEqualTo("1");
    }

    @Test
    void aVersionThatIsNotInTheRouteIsRefusedByName() {
        Choice choice = Choice.of(route(Weight.NONE), new Asked("9", null, null, () -> 0));
        assertThat(choice)
                .isEqualTo(new Choice.Refuse(404, "model \"bank/loans\" does not serve version \"9\" at this time"));
        assertThat(Choice.of(route(Weight.NONE), new Asked(null, "x".repeat(500), null, () -> 0)))
                .isInstanceOfSatisfying(
                        Choice.Refuse.class, refuse -> assertThat(refuse.why()).hasSizeLessThan(200));
    }

    @Test
    void aRouteWithoutBackendsIsNotReady() {
        Route nothing = new Route(DeploymentName.parse("bank/loans"), 1, List.of(), null, null, 1_000, true);
        assertThat(Choice.of(nothing, NOTHING))
                .isInstanceOfSatisfying(
                        Choice.Refuse.class,
                        refuse -> assertThat(refuse.status()).isEqualTo(503));
    }

    @Test
    void stickyUsersTakeNoTicketsFromTheOthers() {
        AtomicLong tickets = new AtomicLong();
        Route route = route(Weight.ofPercent(50));
        for (int i = 0; i < 100; i++) {
            Choice.of(route, new Asked(null, null, "user-" + i, tickets::getAndIncrement));
        }
        assertThat(tickets).hasValue(0);
        int candidate = 0;
        for (int i = 0; i < 100; i++) {
            candidate += version(Choice.of(route, new Asked(null, null, "", tickets::getAndIncrement)))
                            .equals("2")
                    ? 1
                    : 0;
        }
        assertThat(candidate).isEqualTo(50);
    }

    @Test
    void onlyTheCandidateIsAnsweredForByStable() {
        assertThat(Choice.of(route(Weight.ALL), NOTHING))
                .isInstanceOfSatisfying(
                        Choice.Forward.class, to -> assertThat(to.failover()).isTrue());
        assertThat(Choice.of(route(Weight.NONE), NOTHING))
                .isInstanceOfSatisfying(
                        Choice.Forward.class, to -> assertThat(to.failover()).isFalse());
    }

    private static @Nullable String version(Choice choice) {
        return choice instanceof Choice.Forward to ? to.backend().version().id() : null;
    }

    private static Route route(Weight candidate) {
        return new Route(
                DeploymentName.parse("bank/loans"),
                1,
                List.of(
                        Backend.ofEndpoints(
                                new ModelVersion("1"), BackendRole.Stable, List.of("h:1"), candidate.rest()),
                        Backend.ofEndpoints(new ModelVersion("2"), BackendRole.Candidate, List.of("h:2"), candidate)),
                Sticky.byHeader("X-User-Id"),
                "Signalbox-Version",
                1_000,
                true);
    }
}
