package dev.signalbox.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Comparison;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Metric;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RolloutPlanTest {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final String MODEL = "model: {version: '8', uri: 's3://models/loan/8/'}\n";

    @Test
    void theSmallestSpecHasSafeDefaults() throws IOException {
        RolloutPlan plan = plan(MODEL).accepted().orElseThrow();

        assertThat(plan.rollout()).isEqualTo(RolloutRules.DEFAULT);
        assertThat(plan.rollout().steps().stream().map(s -> s.weight() + " x " + Durations.text(s.duration())))
                .containsExactly("5% x 5m", "25% x 5m", "50% x 5m");
        assertThat(plan.rollout().gates().deadline()).isEqualTo(Duration.ofHours(2));
        assertThat(plan.routing()).isEqualTo(RoutingRules.DEFAULT);
        assertThat(plan.alarms()).isEqualTo(JudgePolicy.DEFAULT_ALARMS);
        assertThat(plan.server().replicas()).isEqualTo(1);
    }

    @Test
    void amountsAreReadInTheUnitOfTheirMetric() throws IOException {
        RolloutPlan plan = plan(MODEL + """
                        alarms:
                        - {name: errors, metric: errorRate, margin: "1%"}
                        - {name: nulls, metric: nullOutputRate, max: "0.02", action: Hold}
                        - {name: slow, metric: latencyP99, margin: 10ms, ratio: 1.3}
                        - {name: late, metric: latencyP99, max: 1s}
                        """).accepted().orElseThrow();

        assertThat(plan.alarms().get(0).margin()).isEqualTo(0.01);
        assertThat(plan.alarms().get(1).max()).isEqualTo(0.02);
        assertThat(plan.alarms().get(2).margin()).isEqualTo(10.0);
        assertThat(plan.alarms().get(2).ratio()).isEqualTo(1.3);
        assertThat(plan.alarms().get(3).max()).isEqualTo(1000.0);
    }

    @Test
    void ejectionsByRoutersAreJudgedUnlessTheSpecSaysWhatToMakeOfThem() throws IOException {
        RolloutPlan silent = plan(MODEL + """
                        alarms:
                        - {name: ejected, metric: errorRate, margin: "1%"}
                        """).accepted().orElseThrow();
        RolloutPlan told = plan(MODEL + """
                        alarms:
                        - {name: thrown-out, metric: ejections, max: "3", action: Notify}
                        """).accepted().orElseThrow();

        assertThat(silent.alarms())
                .last()
                .isEqualTo(AlarmRule.absolute("ejected-by-router", Metric.EJECTIONS, 0, AlarmAction.Rollback));
        assertThat(told.alarms()).extracting(AlarmRule::name).containsExactly("thrown-out");
    }

    @Test
    void whoDecidesIsAPartOfTheRoute() throws IOException {
        RolloutPlan plan = plan(MODEL + """
                        automation: {degree: Partial, minConfidence: 0.9, minConfidenceByClass: {deny: 0.99}}
                        """).accepted().orElseThrow();

        assertThat(plan.routing().automation()).isEqualTo(new Automation(Degree.Partial, 0.9, Map.of("deny", 0.99)));
        assertThat(plan(MODEL).accepted().orElseThrow().routing().automation()).isNull();
        assertThat(plan(MODEL + "automation: {degree: Partial}\n").problems())
                .extracting(Problem::message)
                .containsExactly("spec.automation.minConfidence is required");
        assertThat(plan(MODEL + "automation: {degree: Sometimes}\n").problems())
                .extracting(Problem::message)
                .containsExactly(
                        "spec.automation.degree must be HumanOnly, Assist, Partial or Full, but is \"Sometimes\"");
    }

    @Test
    void howPeopleAreAskedGoesWithTheRoute() throws IOException {
        RolloutPlan plan = plan(MODEL + """
                        automation: {degree: HumanOnly, due: 2h, overdue: Model, showSuggestion: Never, auditShare: "0.5%", disagreementShare: 20%}
                        """).accepted().orElseThrow();

        assertThat(plan.routing().automation())
                .isEqualTo(Automation.of(Degree.HumanOnly)
                        .withAuditShare(new Weight(50))
                        .withDisagreementShare(new Weight(2_000))
                        .withReview(new ReviewPolicy(7_200L, Overdue.Model, ShowSuggestion.Never)));
        assertThat(plan(MODEL + "automation: {degree: HumanOnly, due: 5m}\n")
                        .accepted()
                        .orElseThrow()
                        .routing()
                        .automation())
                .isEqualTo(Automation.of(Degree.HumanOnly)
                        .withReview(new ReviewPolicy(300L, Overdue.Expire, ShowSuggestion.AfterDecision)));
        assertThat(plan(MODEL
                                + "automation: {degree: Full, due: 31d, overdue: Later, showSuggestion: No, auditShare: 101%, disagreementShare: some}\n")
                        .problems())
                .extracting(Problem::message)
                .containsExactly(
                        "spec.automation.due must be between 1s and 30d, but is 31d",
                        "spec.automation.overdue must be Expire, Model or Keep, but is \"Later\"",
                        "spec.automation.showSuggestion must be AfterDecision, Always or Never, but is \"No\"",
                        "spec.automation.auditShare must be at most 100%, got \"101%\"",
                        "spec.automation.disagreementShare must be a percentage with at most two decimals such as 5% or 0.25%, got \"some\"");
    }

    @Test
    void whereDecisionsAreSentGoesWithTheRoute() throws IOException {
        RolloutPlan plan = plan(MODEL + """
                        automation: {degree: HumanOnly, callback: {url: "https://loans.example/decided", secret: loans}}
                        """).accepted().orElseThrow();

        assertThat(plan.routing().automation())
                .isEqualTo(Automation.of(Degree.HumanOnly)
                        .withReview(new ReviewPolicy(
                                null,
                                Overdue.Expire,
                                ShowSuggestion.AfterDecision,
                                new Callback("https://loans.example/decided", "loans"))));
        assertThat(plan(MODEL + "automation: {degree: Full, callback: {url: 'ftp://loans.example'}}\n")
                        .problems())
                .extracting(Problem::message)
                .containsExactly("spec.automation.callback.url must be an http or https URL with a host,"
                        + " without a user and without a fragment, got \"ftp://loans.example\"");
        assertThat(plan(MODEL + "automation: {degree: Full, callback: {url: 'http://a', secret: ../b}}\n")
                        .problems())
                .extracting(Problem::field)
                .containsExactly("spec.automation.callback");
    }

    @Test
    void aHigherDegreeMayWaitForAlarmsThatThereAre() throws IOException {
        assertThat(plan(MODEL + "automation: {degree: Full, raiseWhenQuiet: [drift, errors]}\n")
                        .accepted()
                        .orElseThrow()
                        .routing()
                        .raiseWhenQuiet())
                .containsExactly("drift", "errors");
        assertThat(plan(MODEL + """
                        automation: {degree: Full, raiseWhenQuiet: [people, drift]}
                        alarms: [{name: people, metric: decisionAgreement, min: "90%"}]
                        """).problems())
                .extracting(Problem::message)
                .containsExactly("spec.automation.raiseWhenQuiet[1] must be the name of an alarm"
                        + " (people, ejected), but is \"drift\"");
    }

    /* Whoever writes a spec is told of all that is wrong with it at once, where one thing has nothing to do with another. */
    @Test
    void allThatIsWrongIsToldAtOnce() throws IOException {
        assertThat(plan(MODEL + """
                        automation: {degree: Partly, raiseWhenQuiet: [people, errors, slow], auditShare: 200%}
                        alarms:
                          - {name: errors, metric: errorRate, max: learned, falseAlarmsPerWeek: 100}
                          - {name: slow, metric: latencyP99, max: 5 parsecs}
                        """).problems())
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "spec.automation.degree",
                        "spec.automation.auditShare",
                        "spec.automation.raiseWhenQuiet[0]",
                        "spec.alarms[0].hardMax",
                        "spec.alarms[0].falseAlarmsPerWeek",
                        "spec.alarms[1].max");
    }

    @Test
    void anotherServerIsJudgedByWhatRoutersCanTell() throws IOException {
        RolloutPlan plan = plan(MODEL + "server: {image: example/other-server}\n")
                .accepted()
                .orElseThrow();

        assertThat(plan.alarms())
                .extracting(AlarmRule::name)
                .containsExactly("errors", "rejections", "slow", "ejected");
    }

    @Test
    void everyKindOfAlarmIsRead() throws IOException {
        RolloutPlan plan = plan(MODEL + """
                        alarms:
                        - {name: drift, metric: featureDrift, feature: "*", max: "0.2"}
                        - {name: age, metric: missingRate, feature: age, comparedTo: Baseline, margin: 5%, action: Hold}
                        - {name: answers, metric: predictionDrift, comparedTo: Stable, max: "0.1", action: Notify}
                        - {name: right, metric: accuracy, margin: 2%}
                        - {name: clicks, metric: clickRate, min: 3%, action: Hold}
                        - {name: ejected, metric: ejections, max: "0"}
                        - {name: silent, metric: silence, max: 2m}
                        - {name: gpu, metric: prometheus, query: 'max(gpu{version="$candidate"})', max: "-0.5"}
                        """).accepted().orElseThrow();

        assertThat(plan.alarms())
                .extracting(AlarmRule::action)
                .containsExactly(
                        AlarmAction.Hold,
                        AlarmAction.Hold,
                        AlarmAction.Notify,
                        AlarmAction.Rollback,
                        AlarmAction.Hold,
                        AlarmAction.Rollback,
                        AlarmAction.Hold,
                        AlarmAction.Rollback);
        assertThat(plan.alarms().get(0).comparedTo()).isEqualTo(Comparison.Baseline);
        assertThat(plan.alarms().get(1).feature()).isEqualTo("age");
        assertThat(plan.alarms().get(3).comparedTo()).isEqualTo(Comparison.Stable);
        assertThat(plan.alarms().get(4).min()).isEqualTo(0.03);
        assertThat(plan.alarms().get(6).max()).isEqualTo(120_000.0);
        assertThat(plan.alarms().get(7).query()).contains("$candidate");
        assertThat(plan.alarms().get(7).max()).isEqualTo(-0.5);
    }

    @Test
    void aLearnedLimitHasAHardOneAndABudget() throws IOException {
        RolloutPlan plan = plan(MODEL + """
                        alarms:
                        - {name: errors, metric: errorRate, max: learned, hardMax: 5%}
                        - {name: slow, metric: latencyP99, max: learned, hardMax: 800ms, falseAlarmsPerWeek: 2.5}
                        - {name: nulls, metric: nullOutputRate, max: 2%}
                        """).accepted().orElseThrow();

        assertThat(plan.alarms().get(0).max()).isEqualTo(0.05);
        assertThat(plan.alarms().get(0).falseAlarmsPerWeek()).isEqualTo(1);
        assertThat(plan.alarms().get(1).max()).isEqualTo(800);
        assertThat(plan.alarms().get(1).falseAlarmsPerWeek()).isEqualTo(2.5);
        assertThat(plan.alarms().get(2).learns()).isFalse();
    }

    @ParameterizedTest
    @MethodSource
    void aProblemNamesFieldValueAndRule(String yaml, String message) throws IOException {
        PlanResult result = plan(yaml);

        assertThat(result.accepted()).isEmpty();
        assertThat(result.problems()).extracting(Problem::message).contains(message);
    }

    static Arguments[] aProblemNamesFieldValueAndRule() {
        return new Arguments[] {
            argumentSet(
                    "a learned limit without a hard one",
                    MODEL + "alarms: [{name: a, metric: errorRate, max: learned}]",
                    "spec.alarms[0].hardMax is required where max is learned: no limit is ever looser"),
            argumentSet(
                    "a hard limit of nothing learned",
                    MODEL + "alarms: [{name: a, metric: errorRate, max: 1%, hardMax: 5%}]",
                    "spec.alarms[0].hardMax is for max: learned alone, but is \"5%\""),
            argumentSet(
                    "a budget of nothing learned",
                    MODEL + "alarms: [{name: a, metric: errorRate, margin: 1%, falseAlarmsPerWeek: 1}]",
                    "spec.alarms[0].falseAlarmsPerWeek is for max: learned alone, but is \"1.0\""),
            argumentSet(
                    "what cannot be learned",
                    MODEL + "alarms: [{name: a, metric: redoRate, max: learned, hardMax: 5%}]",
                    "spec.alarms[0].max must not be learned for redoRate: that is for errorRate, rejectionRate,"
                            + " nullOutputRate, missingRate, latencyP99, featureDrift and predictionDrift alone"),
            argumentSet(
                    "a budget that is too small",
                    MODEL
                            + "alarms: [{name: a, metric: errorRate, max: learned, hardMax: 5%, falseAlarmsPerWeek: 0.1}]",
                    "spec.alarms[0].falseAlarmsPerWeek must be from 0.5 to 24.0, but is 0.1"),
            argumentSet(
                    "a hard limit that is no share",
                    MODEL + "alarms: [{name: a, metric: errorRate, max: learned, hardMax: 5s}]",
                    "spec.alarms[0].hardMax must be a share such as 1% or 0.01 for errorRate, but is \"5s\""),
            argumentSet("no model", "server: {replicas: 1}", "spec.model is required"),
            argumentSet("no version", "model: {uri: /m}", "spec.model.version is required"),
            argumentSet("no uri", "model: {version: '8'}", "spec.model.uri is required"),
            argumentSet(
                    "form of the version",
                    "model: {version: 'a b', uri: /m}",
                    "spec.model.version must be 1 to 40 letters, digits, '-', '_' or '.', with a letter or digit at both"
                            + " ends, got \"a b\""),
            argumentSet(
                    "scheme of the uri",
                    "model: {version: '8', uri: 'ftp://x'}",
                    "spec.model.uri must be an absolute path or start with file:, pvc:, http:, https: or s3:, without"
                            + " spaces and with at most 1024 characters, but is \"ftp://x\""),
            argumentSet(
                    "form of the digest",
                    "model: {version: '8', uri: /m, sha256: abc}",
                    "spec.model.sha256 must be 64 hexadecimal digits, but is \"abc\""),
            argumentSet(
                    "replicas",
                    MODEL + "server: {replicas: 0}",
                    "spec.server.replicas must be between 1 and 1000, but is 0"),
            argumentSet(
                    "quantity",
                    MODEL + "server: {resources: {requests: {cpu: lots}}}",
                    "spec.server.resources.requests.cpu must be a quantity such as 500m or 512Mi, but is \"lots\""),
            argumentSet(
                    "strategy",
                    MODEL + "rollout: {strategy: Yolo}",
                    "spec.rollout.strategy must be Canary, Shadow, BlueGreen or Immediate, but is \"Yolo\""),
            argumentSet(
                    "steps that do not rise",
                    MODEL + "rollout: {canary: {steps: [{weight: 25%}, {weight: 5%}]}}",
                    "spec.rollout.canary.steps[1].weight must rise, but is 5% after 25%"),
            argumentSet(
                    "a step of nothing",
                    MODEL + "rollout: {canary: {steps: [{weight: 0%}]}}",
                    "spec.rollout.canary.steps[0].weight must be more than 0%, but is 0%"),
            argumentSet(
                    "no steps",
                    MODEL + "rollout: {canary: {steps: []}}",
                    "spec.rollout.canary.steps must have 1 to 20 steps, but has 0"),
            argumentSet(
                    "steps of an immediate rollout",
                    MODEL + "rollout: {strategy: Immediate, canary: {}}",
                    "spec.rollout.canary must be absent where strategy is Immediate"),
            argumentSet(
                    "a shadow of a canary",
                    MODEL + "rollout: {shadow: {}}",
                    "spec.rollout.shadow must be absent where strategy is Canary"),
            argumentSet(
                    "a ramp of a shadow that cuts over",
                    MODEL + "rollout: {strategy: Shadow, shadow: {then: BlueGreen}, canary: {}}",
                    "spec.rollout.canary must be absent where strategy is Shadow, then BlueGreen"),
            argumentSet(
                    "copies of nothing",
                    MODEL + "rollout: {strategy: Shadow, shadow: {percent: 0%}}",
                    "spec.rollout.shadow.percent must be more than 0%, but is 0%"),
            argumentSet(
                    "what follows a shadow",
                    MODEL + "rollout: {strategy: Shadow, shadow: {then: Prayer}}",
                    "spec.rollout.shadow.then must be Canary, BlueGreen or Hold, but is \"Prayer\""),
            argumentSet(
                    "approval",
                    MODEL + "rollout: {approval: Maybe}",
                    "spec.rollout.approval must be Automatic or Manual, but is \"Maybe\""),
            argumentSet(
                    "preview",
                    MODEL + "rollout: {strategy: BlueGreen, blueGreen: {preview: 99d}}",
                    "spec.rollout.blueGreen.preview must be between 0s and 30d, but is 99d"),
            argumentSet(
                    "a cookie that is set but not named",
                    MODEL + "routing: {stickyBy: {header: A, setCookie: true}}",
                    "spec.routing.stickyBy.setCookie needs stickyBy.cookie"),
            argumentSet(
                    "replicas beside autoscaling",
                    MODEL + "server: {replicas: 2, autoscaling: {maxReplicas: 4, targetConcurrency: 8}}",
                    "spec.server.replicas must be absent where autoscaling is given, but is 2"),
            argumentSet(
                    "autoscaling without an end",
                    MODEL + "server: {autoscaling: {minReplicas: 2}}",
                    "spec.server.autoscaling.maxReplicas is required"),
            argumentSet(
                    "autoscaling by CPU without a request",
                    MODEL + "server: {autoscaling: {maxReplicas: 4}}",
                    "spec.server.resources.requests.cpu is required where autoscaling.targetCpu holds, which is a share of"
                            + " it"),
            argumentSet(
                    "a variable of the operator's own",
                    MODEL + "server: {pod: {env: [{name: SIGNALBOX_MODEL_URI, value: x}]}}",
                    "spec.server.pod.env[0].name must be left to the operator, but is \"SIGNALBOX_MODEL_URI\""),
            argumentSet(
                    "a variable with two values",
                    MODEL + "server: {pod: {env: [{name: A, value: x, secret: {name: s, key: k}}]}}",
                    "spec.server.pod.env[0] must have one of value, secret and configMap, but has 2"),
            argumentSet(
                    "a toleration of nothing",
                    MODEL + "server: {pod: {tolerations: [{effect: NoSchedule}]}}",
                    "spec.server.pod.tolerations[0].key is required unless operator is Exists"),
            argumentSet(
                    "a node's label",
                    MODEL + "server: {pod: {nodeSelector: {disk: 'a b'}}}",
                    "spec.server.pod.nodeSelector.disk must be a label value, but is \"a b\""),
            argumentSet(
                    "duration",
                    MODEL + "rollout: {deadline: soon}",
                    "spec.rollout.deadline must be a duration such as 500ms, 2s, 5m or 1h30m, but is \"soon\""),
            argumentSet(
                    "timeout",
                    MODEL + "routing: {timeout: 1h}",
                    "spec.routing.timeout must be between 1ms and 10m, but is 1h"),
            argumentSet(
                    "sticky by two",
                    MODEL + "routing: {stickyBy: {header: A, cookie: b}}",
                    "spec.routing.stickyBy must name either a header or a cookie"),
            argumentSet(
                    "metric",
                    MODEL + "alarms: [{name: a, metric: magic}]",
                    "spec.alarms[0].metric must be one of errorRate, rejectionRate, nullOutputRate, latencyP99, ejections,"
                            + " featureDrift, predictionDrift, confidenceDrift, missingRate, disagreement, accuracy,"
                            + " decisionAgreement, clickRate, redoRate, silence, prometheus, but is \"magic\""),
            argumentSet(
                    "a limit of the wrong side",
                    MODEL + "alarms: [{name: a, metric: accuracy, max: 1%}]",
                    "spec.alarms[0]: alarm.max is for metrics of which less is better alone, in \"a\""),
            argumentSet(
                    "a drift with a margin",
                    MODEL + "alarms: [{name: a, metric: featureDrift, margin: '0.1'}]",
                    "spec.alarms[0]: alarm must have max, and neither margin nor ratio, for featureDrift, in \"a\""),
            argumentSet(
                    "a query without one",
                    MODEL + "alarms: [{name: a, metric: prometheus, max: '1'}]",
                    "spec.alarms[0]: alarm.query is required"),
            argumentSet(
                    "silence that takes back",
                    MODEL + "alarms: [{name: a, metric: silence, max: 30s, action: Rollback}]",
                    "spec.alarms[0]: alarm.action must be Hold or Notify for silence, since no data never rolls back, in"
                            + " \"a\""),
            argumentSet(
                    "a comparison that there is not",
                    MODEL + "alarms: [{name: a, metric: errorRate, margin: 1%, comparedTo: Moon}]",
                    "spec.alarms[0].comparedTo must be Stable or Baseline, but is \"Moon\""),
            argumentSet(
                    "unit of an amount",
                    MODEL + "alarms: [{name: a, metric: errorRate, max: 10ms}]",
                    "spec.alarms[0].max must be a share such as 1% or 0.01 for errorRate, but is \"10ms\""),
            argumentSet(
                    "an alarm twice",
                    MODEL + "alarms: [{name: a, metric: errorRate, max: 1%}, {name: a, metric: errorRate, max: 2%}]",
                    "spec.alarms[1].name must be unique, but \"a\" stands twice"),
        };
    }

    private static PlanResult plan(String yaml) throws IOException {
        return RolloutPlan.of(YAML.readValue(yaml, ModelDeploymentSpec.class));
    }
}
