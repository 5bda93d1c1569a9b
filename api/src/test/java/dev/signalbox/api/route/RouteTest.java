package dev.signalbox.api.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.ContractJson;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RouteTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan-approval");

    @Test
    void aRouteSurvivesJson() {
        String json = ContractJson.assertSurvives(RouteTable.of(List.of(
                route(stable("1", 9_500), candidate("2", 500)),
                new Route(
                        DeploymentName.parse("credit/score"),
                        7,
                        List.of(Backend.ofService(
                                new ModelVersion("a"), BackendRole.Stable, "score-a", 8080, Weight.ALL)),
                        Sticky.byCookie("session"),
                        "Signalbox-Version",
                        2_000,
                        false),
                new Route(DeploymentName.parse("empty"), 1, List.of(), null, null, 1, true))));

        assertThat(json).contains("\"v\":1", "\"deployment\":\"default/loan-approval\"", "\"weight\":500");
        assertThat(json).doesNotContain("\"stable\"", "\"candidate\"");
    }

    @Test
    void aMirrorAndASetCookieSurviveJsonAndAreLeftOutWhereThereAreNone() {
        Route plain = route(stable("1", 10_000), candidate("2", 0));
        Route mirrored = plain.withMirror(new Mirror(new ModelVersion("2"), Weight.ofPercent(50)));

        assertThat(ContractJson.assertSurvives(plain)).doesNotContain("mirror", "setCookie");
        assertThat(ContractJson.assertSurvives(mirrored.withRevision(9).withBackends(mirrored.backends())))
                .contains("\"mirror\":{\"version\":\"2\",\"percent\":5000}");
        assertThat(ContractJson.assertSurvives(Sticky.bySetCookie("user"))).contains("\"setCookie\":true");
    }

    @Test
    void onlyABackendThatIsJudgedGetsCopies() {
        Route route = route(stable("1", 10_000), candidate("2", 0));
        for (String wrong : List.of("1", "3")) {
            assertThatThrownBy(() -> route.withMirror(new Mirror(new ModelVersion(wrong), Weight.ALL)))
                    .hasMessageContaining("route.mirror.version must be a backend of the route other than stable");
        }
    }

    @Test
    void onlyACookieCanBeSet() {
        assertThatThrownBy(() -> new Sticky("X-User", null, true)).hasMessageContaining("setCookie needs");
    }

    @Test
    void aReportSurvivesJson() {
        ContractJson.assertSurvives(RouterReport.of(
                "router-1", List.of(new RouterReport.Applied(LOAN, 3, Map.of(new ModelVersion("1"), 4L)))));
    }

    @Test
    void aDocumentOfALaterVersionIsRefused() {
        assertThatThrownBy(() -> ContractJson.read("{\"v\":2,\"routes\":[]}", RouteTable.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("routeTable.v must be 1, got 2");
    }

    @Test
    void anUnknownFieldOfALaterWriterIsIgnored() throws JsonProcessingException {
        assertThat(ContractJson.read("{\"v\":1,\"routes\":[],\"later\":true}", RouteTable.class)
                        .routes())
                .isEmpty();
    }

    static Stream<Arguments> wrongBackends() {
        return Stream.of(
                argumentSet("weights that do not sum", List.of(stable("1", 9_000), candidate("2", 500)), "10000"),
                argumentSet("a version twice", List.of(stable("1", 5_000), candidate("1", 5_000)), "twice"),
                argumentSet("no stable", List.of(candidate("1", 10_000)), "exactly one Stable"),
                argumentSet("two stables", List.of(stable("1", 5_000), stable("2", 5_000)), "exactly one Stable"),
                argumentSet(
                        "three backends",
                        List.of(stable("1", 5_000), candidate("2", 5_000), candidate("3", 0)),
                        "at most 2"));
    }

    @ParameterizedTest
    @MethodSource("wrongBackends")
    void backendsThatMakeNoRouteAreRefused(List<Backend> backends, String rule) {
        assertThatThrownBy(() -> new Route(LOAN, 1, backends, null, null, 1_000, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rule);
    }

    @Test
    void aBackendIsFoundByServiceOrByEndpointsNotByBoth() {
        assertThatThrownBy(() -> new Backend(
                        new ModelVersion("1"), BackendRole.Stable, "s", 80, Weight.ALL, List.of("127.0.0.1:1")))
                .hasMessageContaining("exclude each other");
    }

    @Test
    void aDeploymentHasOneRoute() {
        Route route = route(stable("1", 10_000));
        assertThatThrownBy(() -> RouteTable.of(List.of(route, route.withRevision(2))))
                .hasMessageContaining("twice");
    }

    @Test
    void stickinessIsByOneThing() {
        assertThatThrownBy(() -> new Sticky("a", "b")).hasMessageContaining("either");
        assertThatThrownBy(() -> new Sticky(null, null)).hasMessageContaining("either");
        assertThatThrownBy(() -> Sticky.byHeader("a b")).hasMessageContaining("token");
    }

    private static Route route(Backend... backends) {
        return new Route(LOAN, 3, List.of(backends), Sticky.byHeader("X-User-Id"), null, 2_000, true);
    }

    private static Backend stable(String version, int weight) {
        return Backend.ofEndpoints(
                new ModelVersion(version), BackendRole.Stable, List.of("127.0.0.1:4001"), new Weight(weight));
    }

    private static Backend candidate(String version, int weight) {
        return Backend.ofEndpoints(new ModelVersion(version), BackendRole.Candidate, List.of(), new Weight(weight));
    }
}
