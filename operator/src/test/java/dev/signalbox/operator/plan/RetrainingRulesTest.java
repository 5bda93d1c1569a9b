package dev.signalbox.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.operator.plan.RetrainingRules.Schedule;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RetrainingRulesTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String MODEL = "model: {version: '8', uri: 's3://models/loan/8/'}\n";

    @Test
    void whoGivesNothingGetsNoRetraining() throws IOException {
        assertThat(plan("").accepted().orElseThrow().retraining()).isNull();
    }

    @Test
    void anEmptyPartTrainsOnlyForPeopleAndAdoptsNothing() throws IOException {
        RetrainingRules rules = rules("retraining: {}");

        assertThat(rules.triggers()).isEqualTo(new RetrainingRules.Triggers(null, null));
        assertThat(rules.limits())
                .isEqualTo(
                        new RetrainingRules.Limits(Duration.ofDays(30), Duration.ofDays(1), 3, Duration.ofHours(1), 5));
        assertThat(rules.adoption()).isEqualTo(new RetrainingRules.Adoption(AdoptionMode.Manual, null));
    }

    @Test
    void allOfItIsRead() throws IOException {
        RetrainingRules rules = rules("""
                retraining:
                  job: {image: "trainers/loan:3", resources: {limits: {memory: 4Gi}}, pod: {nodeSelector: {gpu: "yes"}}}
                  out: pvc://models/loan
                  settings: {epochs: "100", learning-rate: "0.01"}
                  signals: {maxDrift: 0.25, minAccuracy: 0.7, maxAge: 30d}
                  schedule: {every: 7d, from: "2026-01-05T03:00:00Z"}
                  window: 14d
                  coolDown: 2h
                  budgetPerWeek: 2
                  deadline: 30m
                  history: 7
                  adoption: {mode: External, webhook: "https://ci.example.com/hooks/loan?branch=main"}
                """);

        assertThat(rules.trainer().job().image()).isEqualTo("trainers/loan:3");
        assertThat(rules.trainer().job().limits()).containsEntry("memory", "4Gi");
        assertThat(rules.trainer().settings()).containsEntry("learning-rate", "0.01");
        assertThat(rules.trainer().out()).isEqualTo("pvc://models/loan");
        assertThat(rules.triggers().signals()).isEqualTo(new RetrainingRules.Signals(0.25, 0.7, Duration.ofDays(30)));
        assertThat(rules.triggers().schedule())
                .isEqualTo(new Schedule(Duration.ofDays(7), Instant.parse("2026-01-05T03:00:00Z")));
        assertThat(rules.limits())
                .isEqualTo(new RetrainingRules.Limits(
                        Duration.ofDays(14), Duration.ofHours(2), 2, Duration.ofMinutes(30), 7));
        assertThat(rules.adoption().webhook()).isEqualTo("https://ci.example.com/hooks/loan?branch=main");
    }

    static Arguments[] aProblemNamesFieldValueAndRule() {
        return new Arguments[] {
            row(
                    "no signal",
                    "signals: {}",
                    "spec.retraining.signals must have one of maxDrift, minAccuracy and maxAge"),
            row(
                    "much accuracy",
                    "signals: {minAccuracy: 1.5}",
                    "spec.retraining.signals.minAccuracy must be more than 0 and at most 1, but is 1.5"),
            row(
                    "no drift",
                    "signals: {maxDrift: 0}",
                    "spec.retraining.signals.maxDrift must be more than 0 and at most 10, but is 0.0"),
            row("no distance", "schedule: {}", "spec.retraining.schedule.every is required"),
            row(
                    "no time",
                    "schedule: {every: 7d, from: monday}",
                    "spec.retraining.schedule.from must be a time since 1970 such as 2026-01-05T03:00:00Z, but is \"monday\""),
            row(
                    "a setting of another kind",
                    "settings: {Epochs: '3'}",
                    "spec.retraining.settings must have names such as learning-rate, but has \"Epochs\""),
            row(
                    "no folder",
                    "out: models",
                    "spec.retraining.out must be an absolute path or start with file:, pvc:// or s3://, without spaces, but is"
                            + " \"models\""),
            row(
                    "nobody to tell",
                    "adoption: {mode: External}",
                    "spec.retraining.adoption.webhook is required where mode is External"),
            row(
                    "somebody to tell nothing",
                    "adoption: {mode: Manual, webhook: 'http://ci/'}",
                    "spec.retraining.adoption.webhook must be absent unless mode is External"),
            row(
                    "no address",
                    "adoption: {mode: External, webhook: 'ci.example.com'}",
                    "spec.retraining.adoption.webhook must be an http: or https: URL, but is \"ci.example.com\""),
            row(
                    "a port",
                    "job: {pod: {port: 8080}}",
                    "spec.retraining.job.pod.port must be absent, since a trainer listens nowhere, but is 8080"),
            row(
                    "a variable of ours",
                    "job: {pod: {env: [{name: SIGNALBOX_OUT, value: /tmp}]}}",
                    "spec.retraining.job.pod.env[0].name must be left to the operator, but is \"SIGNALBOX_OUT\""),
            row("no command", "command: []", "spec.retraining.command must have 1 to 64 parts, but has 0"),
        };
    }

    private static Arguments row(String name, String part, String message) {
        return argumentSet(name, part, message);
    }

    @ParameterizedTest
    @MethodSource
    void aProblemNamesFieldValueAndRule(String part, String message) throws IOException {
        PlanResult result = plan("retraining: {" + part + "}");

        assertThat(result.accepted()).isEmpty();
        assertThat(result.problems()).extracting(Problem::message).contains(message);
    }

    @Test
    void theScheduleHasItsPointsAtEqualDistancesFromTheFirst() {
        Schedule weekly = new Schedule(Duration.ofDays(7), Instant.parse("2026-01-05T03:00:00Z"));

        assertThat(weekly.last(Instant.parse("2026-01-05T02:59:59Z"))).isEmpty();
        assertThat(weekly.next(Instant.parse("2026-01-05T02:59:59Z"))).isEqualTo("2026-01-05T03:00:00Z");
        assertThat(weekly.last(Instant.parse("2026-01-05T03:00:00Z"))).contains(Instant.parse("2026-01-05T03:00:00Z"));
        assertThat(weekly.last(Instant.parse("2026-02-01T00:00:00Z"))).contains(Instant.parse("2026-01-26T03:00:00Z"));
        assertThat(weekly.next(Instant.parse("2026-02-01T00:00:00Z"))).isEqualTo("2026-02-02T03:00:00Z");
    }

    private static RetrainingRules rules(String part) throws IOException {
        return plan(part).accepted().orElseThrow().retraining();
    }

    private static PlanResult plan(String part) throws IOException {
        return RolloutPlan.of(YAML.readValue(MODEL + part, ModelDeploymentSpec.class));
    }
}
