package dev.signalbox.operator;

import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.Mirror;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouterReport;
import dev.signalbox.api.route.Sticky;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.Interval;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.platform.Notice;
import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import dev.signalbox.operator.spec.AutomationSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import dev.signalbox.operator.spec.Pod;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** What is read and written as JSON by mappers of our own or of the Kubernetes client, for a native executable. */
@RegisterForReflection(
        targets = {
            ModelDeployment.class,
            ModelRoute.class,
            ModelDeploymentSpec.class,
            ModelDeploymentSpec.Model.class,
            ModelDeploymentSpec.Server.class,
            ModelDeploymentSpec.Resources.class,
            ModelDeploymentSpec.Autoscaling.class,
            ModelDeploymentSpec.Batching.class,
            Pod.class,
            Pod.Env.class,
            Pod.KeyOf.class,
            Pod.Toleration.class,
            ModelDeploymentSpec.Shadow.class,
            ModelDeploymentSpec.BlueGreen.class,
            ModelDeploymentSpec.Rollout.class,
            ModelDeploymentSpec.Canary.class,
            ModelDeploymentSpec.Step.class,
            ModelDeploymentSpec.Routing.class,
            ModelDeploymentSpec.StickyBy.class,
            ModelDeploymentSpec.VersionHeader.class,
            ModelDeploymentSpec.Alarm.class,
            AutomationSpec.class,
            AutomationSpec.Callback.class,
            ModelDeploymentStatus.class,
            ModelDeploymentStatus.Version.class,
            ModelDeploymentStatus.Candidate.class,
            ModelDeploymentStatus.Judgement.class,
            ModelDeploymentStatus.Evidence.class,
            ModelDeploymentStatus.Condition.class,
            ModelDeploymentStatus.Past.class,
            ModelDeploymentStatus.Answer.class,
            Notice.class,
            Notice.Data.class,
            ModelDeploymentStatus.Memory.class,
            Route.class,
            Backend.class,
            Sticky.class,
            Mirror.class,
            Automation.class,
            Degree.class,
            Overdue.class,
            Callback.class,
            ReviewPolicy.class,
            ShowSuggestion.class,
            RouterReport.class,
            RouterReport.Applied.class,
            RolloutReport.class,
            RolloutReport.Candidate.class,
            JudgePolicy.class,
            AlarmRule.class,
            Verdict.class,
            Reason.class,
            Interval.class
        })
final class OperatorReflection {
    private OperatorReflection() {}
}
