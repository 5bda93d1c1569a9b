package dev.signalbox.operator.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of a pod template that users may say something about. */
/* The names of these records are part of the fingerprints of versions that run: renamed, they would be other versions. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Pod(
        @Min(1) @Max(65535) @JsonPropertyDescription("The container's HTTP port. Default 8080.") @Nullable
        Integer port,

        @Size(max = 64) @JsonPropertyDescription("Arguments of the image's entry point.") @Nullable
        List<@Nullable String> args,

        @Size(max = 64) @JsonPropertyDescription("Variables of the container.") @Nullable
        List<@Nullable Env> env,

        @JsonPropertyDescription("Labels that a node must have.") @Nullable
        Map<String, String> nodeSelector,

        @Size(max = 16) @JsonPropertyDescription("Taints that are tolerated.") @Nullable
        List<@Nullable Toleration> tolerations,

        @Size(max = 8) @JsonPropertyDescription("Secrets that images are pulled with.") @Nullable
        List<@Nullable String> imagePullSecrets,

        @JsonPropertyDescription("The service account of the pods.") @Nullable
        String serviceAccountName,

        @JsonPropertyDescription("The priority class of the pods.") @Nullable
        String priorityClassName,

        @JsonPropertyDescription("Annotations of the pods.") @Nullable
        Map<String, String> annotations) {
    /* In one order, whatever order they were written in: so equal pods read alike. */
    public Pod {
        nodeSelector = nodeSelector == null ? null : new TreeMap<>(nodeSelector);
        annotations = annotations == null ? null : new TreeMap<>(annotations);
    }

    /** A variable: a value, or a key of a secret or of a config map. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Env(
            @JsonPropertyDescription("Its name.") @Nullable String name,

            @JsonPropertyDescription("Its value.") @Nullable String value,

            @JsonPropertyDescription("The key of a Secret.") @Nullable
            KeyOf secret,

            @JsonPropertyDescription("The key of a ConfigMap.") @Nullable
            KeyOf configMap) {}

    /** A key of an object in the same namespace. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record KeyOf(
            @JsonPropertyDescription("The object.") @Nullable
            String name,

            @JsonPropertyDescription("The key.") @Nullable String key) {}

    /** A taint that pods tolerate, as in a pod. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Toleration(
            @Nullable String key,

            @Pattern("^(Exists|Equal)$") @Nullable String operator,

            @Nullable String value,

            @Pattern("^(NoSchedule|PreferNoSchedule|NoExecute)$") @Nullable
            String effect,

            @Nullable Integer tolerationSeconds) {}
}
