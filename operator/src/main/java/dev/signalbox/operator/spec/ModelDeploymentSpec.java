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
                "What a candidate is judged by. Absent: errors, rejections, null outputs and p99 latency against stable, ejections by a router's guard, and drift, which holds.")
        @Size(max = 32)
        @Nullable
        List<Alarm> alarms) {
    private static final String DURATION = "^([0-9]{1,9}(ms|s|m|h|d))+$";
    private static final String PERCENT = "^[0-9]{1,3}(\\.[0-9]{1,2})?%$";
    private static final String AMOUNT = "^-?[0-9]{1,9}(\\.[0-9]{1,9})?(%|ms|s|m|h)?$";
    private static final String HEADER = "^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,128}$";

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

    /** What runs a version. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Server(
            @Min(1) @Max(1000) @JsonPropertyDescription("Pods of each version. Default 1.") @Nullable
            Integer replicas,

            @Size(min = 1, max = 512)
            @JsonPropertyDescription(
                    "Any image that speaks the Open Inference Protocol v2. Kubernetes only. Default: the model server.")
            @Nullable
            String image,

            @JsonPropertyDescription("Requests and limits of a pod, as quantities. Kubernetes only.") @Nullable
            Resources resources) {}

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
            @Pattern("^(Canary|Immediate)$")
            @JsonPropertyDescription(
                    "Canary ramps up and judges every step (default); Immediate sends everything as soon as it is ready.")
            @Nullable
            String strategy,

            @JsonPropertyDescription("The ramp of a Canary.") @Nullable
            Canary canary,

            @Pattern(DURATION)
            @JsonPropertyDescription("The longest a rollout may take, such as 2h. Default 2h.")
            @Nullable
            String deadline,

            @Pattern("^(Hold|Rollback)$")
            @JsonPropertyDescription("What follows when the deadline has passed. Default Hold.")
            @Nullable
            String onDeadline) {}

    /** The ramp. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Canary(
            @Size(min = 1, max = 20)
            @JsonPropertyDescription(
                    "Weights that rise, each with the time it lasts at least. Default 5%, 25%, 50%, 5m each.")
            @Nullable
            List<@Nullable Step> steps) {}

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
            String cookie) {}

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

            @Pattern(AMOUNT)
            @JsonPropertyDescription(
                    "The limit of the metric itself: \"2%\" for a rate, \"250ms\" for a time, \"0.2\" for a drift.")
            @Nullable
            String max,

            @Pattern(AMOUNT)
            @JsonPropertyDescription("The least of accuracy, agreement or click rate, or of a query.")
            @Nullable
            String min,

            @Pattern("^(Rollback|Hold|Notify)$")
            @JsonPropertyDescription("What follows when it fires. Default Rollback; Hold for drift and silence.")
            @Nullable
            String action) {}
}
