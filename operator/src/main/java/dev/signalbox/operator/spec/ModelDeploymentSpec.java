package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which model version should serve and how carefully to get there, as the user wrote it; nothing is checked yet. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelDeploymentSpec(
        @Required @JsonPropertyDescription("The model version that should serve.") @Nullable
        Model model,

        @JsonPropertyDescription("The server that runs a version.") @Nullable
        Server server,

        @JsonPropertyDescription("How a new version gets to serve.") @Nullable
        Rollout rollout,

        @JsonPropertyDescription("How requests are routed.") @Nullable
        Routing routing,

        @JsonPropertyDescription(
                "What a candidate is judged by. Absent: errors, rejections, null outputs and p99 latency against stable, ejections by a router's guard, and drift, which holds; nulls and drift only of our own server.")
        @Size(max = 32)
        @Nullable
        List<Alarm> alarms,

        @JsonPropertyDescription("Who decides on predictions. Absent: the machine does, on all of them.") @Nullable
        AutomationSpec automation,

        @JsonPropertyDescription("How new versions are trained, and when. Absent: none are.") @Nullable
        RetrainingSpec retraining) {
    static final String DURATION = "^([0-9]{1,9}(ms|s|m|h|d))+$";
    static final String PERCENT = "^[0-9]{1,3}(\\.[0-9]{1,2})?%$";
    private static final String AMOUNT = "^-?[0-9]{1,9}(\\.[0-9]{1,9})?(%|ms|s|m|h)?$";
    private static final String LIMIT = "^(learned|-?[0-9]{1,9}(\\.[0-9]{1,9})?(%|ms|s|m|h)?)$";
    private static final String HEADER = "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$";

    /** A spec with which every prediction is a decision. */
    public ModelDeploymentSpec(
            @Nullable Model model,
            @Nullable Server server,
            @Nullable Rollout rollout,
            @Nullable Routing routing,
            @Nullable List<Alarm> alarms) {
        this(model, server, rollout, routing, alarms, null, null);
    }

    /** The same with another model. */
    public ModelDeploymentSpec withModel(Model other) {
        return new ModelDeploymentSpec(other, server, rollout, routing, alarms, automation, retraining);
    }

    /** The same with retraining. */
    public ModelDeploymentSpec withRetraining(@Nullable RetrainingSpec other) {
        return new ModelDeploymentSpec(model, server, rollout, routing, alarms, automation, other);
    }

    /** An immutable artifact. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Model(
            @Required
            @Pattern("^[A-Za-z0-9]([-A-Za-z0-9._]{0,38}[A-Za-z0-9])?$")
            @JsonPropertyDescription(
                    "Names the artifact; a label value of at most 40 characters. A version never changes what it means.")
            @Nullable
            String version,

            @Required
            @Size(min = 1, max = 1024)
            @JsonPropertyDescription(
                    "Where the model folder or zip is: file:, pvc:, http:, https:, s3: or an absolute path.")
            @Nullable
            String uri,

            @Pattern("^[0-9a-fA-F]{64}$")
            @JsonPropertyDescription("SHA-256 of the artifact; one that does not match never serves.")
            @Nullable
            String sha256) {}

    /** What runs a version: how many, and a fragment of the pod template. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Server(
            @Min(1) @Max(1000) @JsonPropertyDescription("Pods of each version. Default 1.") @Nullable
            Integer replicas,

            @JsonPropertyDescription("Pods by load instead of a fixed number. Kubernetes only.") @Nullable
            Autoscaling autoscaling,

            @Size(min = 1, max = 512)
            @JsonPropertyDescription(
                    "Any image that speaks the Open Inference Protocol v2. Kubernetes only. Default: the model server.")
            @Nullable
            String image,

            @JsonPropertyDescription("Requests and limits of a pod, as quantities. Kubernetes only.") @Nullable
            Resources resources,

            @JsonPropertyDescription("How requests are put together to batches.") @Nullable
            Batching batching,

            @JsonPropertyDescription("More of the pod template. Kubernetes only.") @Nullable
            Pod pod) {
        /** A fixed number of pods that need nothing more. */
        public Server(@Nullable Integer replicas, @Nullable String image, @Nullable Resources resources) {
            this(replicas, null, image, resources, null, null);
        }
    }

    /** How many pods there are by load. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Autoscaling(
            @Min(1) @Max(1000) @JsonPropertyDescription("Default 1.") @Nullable
            Integer minReplicas,

            @Min(1) @Max(1000) @JsonPropertyDescription("Required.") @Nullable
            Integer maxReplicas,

            @Min(1)
            @Max(100)
            @JsonPropertyDescription(
                    "The CPU that a pod should use on average, in percent of its request. Default 70, unless targetConcurrency is given.")
            @Nullable
            Integer targetCpu,

            @Min(1)
            @Max(100000)
            @JsonPropertyDescription(
                    "Requests that a pod should answer at the same time on average; needs a metrics adapter.")
            @Nullable
            Integer targetConcurrency) {}

    /** What the model server puts together. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Batching(
            @Min(1) @Max(4096) @JsonPropertyDescription("Rows that go together at most; 1: none.") @Nullable
            Integer maxSize,

            @Pattern(DURATION)
            @JsonPropertyDescription("How long a request waits for others to go with, such as 2ms.")
            @Nullable
            String maxDelay) {}

    /** Quantities by resource name, as in a pod. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Resources(
            @JsonPropertyDescription("What a pod is sure to get, such as {cpu: 500m, memory: 512Mi}.") @Nullable
            Map<String, String> requests,

            @JsonPropertyDescription("What a pod may use at most.") @Nullable
            Map<String, String> limits) {}

    /** How a new version gets to serve. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Rollout(
            @Pattern("^(Canary|Shadow|BlueGreen|Immediate)$")
            @JsonPropertyDescription(
                    "Canary ramps up and judges every step (default); Shadow compares answers to copies of requests first; BlueGreen"
                            + " sends everything at once after a preview and keeps the old version warm; Immediate does not judge.")
            @Nullable
            String strategy,

            @JsonPropertyDescription("The copies of a Shadow.") @Nullable
            Shadow shadow,

            @JsonPropertyDescription("The ramp of a Canary.") @Nullable
            Canary canary,

            @JsonPropertyDescription("The cutover of a BlueGreen.") @Nullable
            BlueGreen blueGreen,

            @Pattern("^(Automatic|Manual)$")
            @JsonPropertyDescription("Manual: a person promotes each gate. Default Automatic.")
            @Nullable
            String approval,

            @Pattern(DURATION)
            @JsonPropertyDescription("The longest a rollout may take, such as 2h. Default 2h.")
            @Nullable
            String deadline,

            @Pattern("^(Hold|Rollback)$")
            @JsonPropertyDescription("What follows when the deadline has passed. Default Hold.")
            @Nullable
            String onDeadline) {
        /** A rollout of a plain ramp. */
        public Rollout(
                @Nullable String strategy,
                @Nullable Canary canary,
                @Nullable String deadline,
                @Nullable String onDeadline) {
            this(strategy, null, canary, null, null, deadline, onDeadline);
        }
    }

    /** The copies. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Shadow(
            @Pattern(PERCENT)
            @JsonPropertyDescription("The share of the requests that is copied. Default 100%.")
            @Nullable
            String percent,

            @Pattern(DURATION) @JsonPropertyDescription("How long it lasts at least. Default 10m.") @Nullable
            String duration,

            @Pattern("^(Canary|BlueGreen|Hold)$")
            @JsonPropertyDescription("What follows when the answers agree. Default Canary; Hold waits for a person.")
            @Nullable
            String then) {}

    /** The cutover. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record BlueGreen(
            @Pattern(DURATION)
            @JsonPropertyDescription(
                    "How long the candidate can be tried by the override header before it gets all requests. Default 10m.")
            @Nullable
            String preview,

            @Pattern(DURATION)
            @JsonPropertyDescription("How long the previous version is kept warm after that. Default 30m.")
            @Nullable
            String keepPrevious) {}

    /** The ramp. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Canary(
            @Size(min = 1, max = 20)
            @JsonPropertyDescription(
                    "Weights that rise, each with the time it lasts at least. Default 5%, 25%, 50%, 5m each.")
            @Nullable
            List<@Nullable Step> steps,

            @Pattern("^(Proportional|Full)$")
            @JsonPropertyDescription("Candidate pods by its weight, or all of them from the start. Default Full.")
            @Nullable
            String candidateReplicas) {
        /** Steps with all pods from the start. */
        public Canary(@Nullable List<@Nullable Step> steps) {
            this(steps, null);
        }
    }

    /** One step of the ramp. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Step(
            @Required
            @Pattern(PERCENT)
            @JsonPropertyDescription("The candidate's share of live requests, such as 5%.")
            @Nullable
            String weight,

            @Pattern(DURATION)
            @JsonPropertyDescription("How long the step lasts at least, such as 5m. Default 5m.")
            @Nullable
            String duration) {}

    /** How requests are routed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Routing(
            @JsonPropertyDescription("What keeps a user on one version: a header or a cookie. Absent: nothing does.")
            @Nullable
            StickyBy stickyBy,

            @JsonPropertyDescription("How testers ask for a version by name. Absent: they cannot.") @Nullable
            VersionHeader override,

            @Pattern(DURATION)
            @JsonPropertyDescription("The time for a whole answer, failover included. Default 2s.")
            @Nullable
            String timeout,

            @JsonPropertyDescription("Whether stable answers where the candidate fails. Default true.") @Nullable
            Boolean failover) {}

    /** The header or the cookie. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StickyBy(
            @Pattern(HEADER) @JsonPropertyDescription("A request header, such as X-User-Id.") @Nullable
            String header,

            @Pattern(HEADER) @JsonPropertyDescription("A cookie.") @Nullable
            String cookie,

            @JsonPropertyDescription("Whether routers give the cookie to a user who has none. Default false.") @Nullable
            Boolean setCookie) {}

    /** The override header. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record VersionHeader(
            @Required
            @Pattern(HEADER)
            @JsonPropertyDescription("A request header, such as Signalbox-Version.")
            @Nullable
            String header) {}

    /** A rule over a metric of the candidate. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Alarm(
            @Required
            @Pattern("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$")
            @JsonPropertyDescription("Names the alarm; a DNS label.")
            @Nullable
            String name,

            @Required
            @Pattern(
                    "^(errorRate|rejectionRate|nullOutputRate|latencyP99|ejections|featureDrift|predictionDrift|confidenceDrift|missingRate|disagreement|accuracy|decisionAgreement|clickRate|redoRate|silence|prometheus)$")
            @JsonPropertyDescription("What it looks at.")
            @Nullable
            String metric,

            @Pattern("^(Stable|Baseline)$")
            @JsonPropertyDescription(
                    "What margin, ratio or a drift are measured from. Default Stable; for feature and prediction drift the training data's Baseline.")
            @Nullable
            String comparedTo,

            @Size(min = 1, max = 160)
            @JsonPropertyDescription("One feature of featureDrift or missingRate. Default \"*\", every one.")
            @Nullable
            String feature,

            @Size(min = 1, max = 2048)
            @JsonPropertyDescription(
                    "What prometheus asks; $namespace, $name, $candidate and $stable stand for their values.")
            @Nullable
            String query,

            @Pattern(AMOUNT)
            @JsonPropertyDescription(
                    "How much worse than the other is allowed: \"1%\" or \"0.01\" for a rate, \"10ms\" for latency.")
            @Nullable
            String margin,

            @Min(1)
            @Max(1000)
            @JsonPropertyDescription("How many times the other's value is allowed, such as 1.3.")
            @Nullable
            Double ratio,

            @Pattern(LIMIT)
            @JsonPropertyDescription(
                    "The limit of the metric itself: \"2%\" for a rate, \"250ms\" for a time, \"0.2\" for a drift; or \"learned\" from stable's past.")
            @Nullable
            String max,

            @Pattern(AMOUNT)
            @JsonPropertyDescription("With max learned: the loosest limit, and the one until enough is known.")
            @Nullable
            String hardMax,

            @JsonPropertyDescription(
                    "With max learned: in how many hours of a week stable may be beyond it, 0.5 to 24. Default 1.")
            @Nullable
            Double falseAlarmsPerWeek,

            @Pattern(AMOUNT)
            @JsonPropertyDescription("The least of accuracy, agreement or click rate, or of a query.")
            @Nullable
            String min,

            @Pattern("^(Rollback|Hold|Notify)$")
            @JsonPropertyDescription("What follows when it fires. Default Rollback; Hold for drift and silence.")
            @Nullable
            String action) {}
}
