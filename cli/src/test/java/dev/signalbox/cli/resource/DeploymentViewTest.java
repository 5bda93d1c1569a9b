package dev.signalbox.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentViewTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final String CANARY = """
            metadata: {name: loan-approval, namespace: default, creationTimestamp: 2026-05-01T11:59:18Z}
            spec: {model: {version: "2"}}
            status:
              phase: Canary
              stable: {version: "1"}
              candidate: {version: "2", weight: 5%}
              verdict:
                outcome: Hold
                reasons:
                - {alarm: errors, message: errors undecided}
              conditions:
              - {type: Accepted, status: "True", message: fine}
            """;

    @Test
    void aLineTellsTheState() throws Exception {
        assertThat(view(CANARY).row(NOW)).containsExactly("loan-approval", "1", "2", "Canary", "5%", "Hold", "42s");
    }

    @Test
    void whatIsNotKnownYetIsEmpty() throws Exception {
        assertThat(view("metadata: {name: a}").row(NOW)).containsExactly("a", "", "", "Pending", "", "", "<unknown>");
    }

    @Test
    void aDescriptionHasTheEvidenceAndTheEvents() throws Exception {
        JsonNode event = Json.JSON.readTree("""
                {"at": "2026-05-01T11:59:30Z", "type": "Normal", "reason": "CandidateReady", "message": "sending 5%"}""");

        List<String> lines = view(CANARY).describe(List.of(event), NOW);

        assertThat(lines)
                .contains("Name:         loan-approval", "  Phase:  Canary", "      - Alarm:  errors", "Events:")
                .anyMatch(l -> l.matches("  Normal   CandidateReady   30s +sending 5%"));
        assertThat(view(CANARY).condition("Accepted", "message")).contains("fine");
    }

    @Test
    void anIntervalWithoutAnUpperEndIsSaidToHaveNone() throws Exception {
        List<String> lines = view("""
                metadata: {name: a, generation: 2}
                status:
                  observedGeneration: 2
                  phase: Shadowing
                  message: "version 2 gets copies of 50% of the requests"
                  stable: {version: "1"}
                  candidate: {version: "2", weight: 0%, mirror: 50%}
                  verdict:
                    outcome: Hold
                    asOf: 2026-05-01T11:59:18Z
                    reasons:
                    - {alarm: slow, signal: Undecided, value: 12.3456, low: 10, threshold: 13.5, reference: 11, samples: 40, requestsNeeded: 900}
                    - {alarm: errors, signal: Passed, value: 0.01, low: 0, high: 0.02, threshold: 0.03, samples: 40}
                """).describe(List.of(), NOW);

        assertThat(lines)
                .contains(
                        "Now:          Shadowing, stable 1, candidate 2 with 0%, copies of 50%",
                        "Why:          version 2 gets copies of 50% of the requests",
                        "Evidence:     Hold as of 2026-05-01T11:59:18Z")
                .anyMatch(l -> l.matches("  slow +Undecided +12.35 +10 or more +13.5 +11 +40 +900"))
                .anyMatch(l -> l.matches("  errors +Passed +0.01 +0 to 0.02 +0.03 +40"));
    }

    @ParameterizedTest
    @CsvSource({"0,0s", "119,119s", "120,2m", "7199,119m", "7200,2h", "172799,47h", "172800,2d"})
    void anAgeIsWrittenAsKubectlDoes(long seconds, String age) {
        assertThat(DeploymentView.age(NOW.minusSeconds(seconds).toString(), NOW))
                .isEqualTo(age);
    }

    private static DeploymentView view(String yaml) throws Exception {
        return new DeploymentView(Json.YAML.readTree(yaml));
    }
}
