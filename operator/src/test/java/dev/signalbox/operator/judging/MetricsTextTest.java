package dev.signalbox.operator.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import org.junit.jupiter.api.Test;

class MetricsTextTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final ModelVersion TWO = new ModelVersion("2");
    private static final String ROUTER = """
            # HELP signalbox_router_requests_total requests
            # TYPE signalbox_router_requests_total counter
            signalbox_router_requests_total{deployment="default/loan",outcome="ok",version="1"} 90.0
            signalbox_router_requests_total{deployment="default/loan",outcome="ok",version="2"} 40.0
            signalbox_router_requests_total{deployment="default/loan",outcome="5xx",version="2"} 3.0
            signalbox_router_requests_total{deployment="default/loan",outcome="timeout",version="2"} 2.0
            signalbox_router_requests_total{deployment="default/loan",outcome="rejected",version="2"} 1.0
            signalbox_router_requests_total{deployment="default/loan",outcome="cancelled",version="2"} 4.0
            signalbox_router_requests_total{deployment="other/loan",outcome="ok",version="2"} 1000.0
            signalbox_router_mirrored_requests_total{deployment="default/loan",outcome="connect",version="2"} 7.0
            signalbox_router_ejections_total{deployment="default/loan",version="2"} 1.0
            signalbox_router_routes 1.0
            """;
    private static final String SERVER = """
            signalbox_model_rows_total{deployment="default/loan",version="2"} 50.0
            signalbox_model_null_rows_total{deployment="default/loan",version="2"} 5.0
            signalbox_model_latency_seconds_bucket{deployment="default/loan",version="2",le="0.001"} 10.0
            signalbox_model_latency_seconds_bucket{deployment="default/loan",version="2",le="0.01"} 49.0
            signalbox_model_latency_seconds_bucket{deployment="default/loan",version="2",le="+Inf"} 50.0
            """;

    @Test
    void aRoutersRequestsAreCountedByWhatCameOfThem() {
        Counts counts = MetricsText.read(ROUTER, LOAN, TWO, false);

        assertThat(counts).isEqualTo(new Counts(50, 5, 1, 1, Counts.Answers.NONE));
    }

    @Test
    void inTheShadowCopiesAreTheRequests() {
        assertThat(MetricsText.read(ROUTER, LOAN, TWO, true)).isEqualTo(new Counts(7, 7, 0, 1, Counts.Answers.NONE));
    }

    @Test
    void aModelServersRowsAndLatenciesAreRead() {
        Counts.Answers answers = MetricsText.read(SERVER, LOAN, TWO, false).answers();

        assertThat(answers.rows()).isEqualTo(50);
        assertThat(answers.nullRows()).isEqualTo(5);
        assertThat(answers.latency().total()).isEqualTo(50);
        assertThat(answers.latency().slowerThan(1)).isEqualTo(40);
        assertThat(answers.latency().slowerThan(10)).isEqualTo(1);
        assertThat(answers.latency().quantile(0.9)).isEqualTo(10);
        assertThat(answers.latency().quantile(1)).isEqualTo(10);
    }

    @Test
    void whatIsNoMetricIsPassedOver() {
        String text = "signalbox_router_requests_total{deployment=\"default/loan\",version=\"2\",outcome=\"ok\"} many\n"
                + "signalbox_router_requests_total{deployment=\"default/loan\n<html>";

        assertThat(MetricsText.read(text, LOAN, TWO, false)).isEqualTo(Counts.NONE);
    }

    @Test
    void aProcessThatCountsFromTheBeginningAgainIsAnotherOne() {
        Counts before = MetricsText.read(ROUTER, LOAN, TWO, false);
        Counts more = before.plus(new Counts(3, 1, 0, 0, Counts.Answers.NONE));
        Counts restarted = new Counts(4, 0, 0, 0, Counts.Answers.NONE);

        assertThat(more.since(before)).isEqualTo(new Counts(3, 1, 0, 0, Counts.Answers.NONE));
        assertThat(restarted.since(before)).isEqualTo(restarted);
    }
}
