package dev.signalbox.api.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.ContractJson;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutReportTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aReportSurvivesBeingWrittenAndRead() {
        String json = ContractJson.assertSurvives(report("Canary", "Judging", "5 % so far", T0));

        assertThat(json)
                .contains("\"deployment\":\"bank/loan\"", "\"weight\":500", "\"step\":1", "\"steps\":[500,2500]")
                .doesNotContain("servingSince");
    }

    @Test
    void theSameIsSaidWhateverTheWordsAndTheTimeAre() {
        RolloutReport report = report("Canary", "Judging", "5 % so far", T0);

        assertThat(report.saysTheSameAs(report("Canary", "Judging", "more requests", T0.plusSeconds(9))))
                .isTrue();
        assertThat(report.saysTheSameAs(report("Canary", "NoTraffic", "5 % so far", T0)))
                .isFalse();
        assertThat(report.saysTheSameAs(report("Held", "Judging", "5 % so far", T0)))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"v\":1 | \"v\":2 | rollout.v must be 1, got 2",
                "\"phase\":\"Canary\" | \"phase\":\"\" | rollout.phase must be a word",
                "\"reason\":\"Judging\" | \"reason\":\"a b\" | rollout.reason must be a word",
                "\"weight\":500 | \"weight\":10001 | weight must be between 0 and 10000",
                "\"step\":1 | \"step\":0 | rollout.candidate.step must be between 1",
                "\"routeRevision\":3 | \"routeRevision\":-1 | rollout.routeRevision must be",
                "\"at\": | \"when\": | rollout.at is required",
            })
    void aWrongReportIsRefusedByFieldValueAndRule(String right, String wrong, String says) {
        String json = ContractJson.write(report("Canary", "Judging", "so far", T0));
        assertThat(json).contains(right);

        assertThatThrownBy(() -> ContractJson.read(json.replace(right, wrong), RolloutReport.class))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(says);
    }

    private static RolloutReport report(String phase, String reason, String message, Instant at) {
        return new RolloutReport(
                RolloutReport.VERSION,
                DeploymentName.parse("bank/loan"),
                at,
                phase,
                T0,
                new ModelVersion("1"),
                new RolloutReport.Candidate(
                        new ModelVersion("2"),
                        Weight.ofPercent(5),
                        1,
                        List.of(Weight.ofPercent(5), Weight.ofPercent(25)),
                        T0,
                        null),
                reason,
                message,
                3);
    }
}
