package dev.signalbox.operator.local.process;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Batching;
import org.jspecify.annotations.Nullable;

/**
 * What the model servers of one version are to serve, and how many of them; kept in a file, so that an operator that starts goes
 * on with it.
 *
 * @param fingerprint names the whole of what was asked for; crashes are counted for each
 * @param refusal why it cannot be done on this machine, if it cannot; what runs of the version then runs on
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Wanted(
        int v,
        DeploymentName deployment,
        ModelVersion version,
        String fingerprint,
        String uri,
        @Nullable String sha256,
        int replicas,
        @Nullable String refusal,
        @Nullable Integer batchSize,
        @Nullable String batchDelay) {
    /** The most model servers of a version on one machine. */
    public static final int MOST_REPLICAS = 64;

    static final int VERSION = 1;

    /** What a version is made of. */
    public record Artifact(
            DeploymentName deployment,
            ModelVersion version,
            String uri,
            @Nullable String sha256) {}

    /** So many model servers. */
    public static Wanted of(String fingerprint, Artifact artifact, int replicas) {
        String refusal = replicas <= MOST_REPLICAS
                ? null
                : "spec.server.replicas must be at most " + MOST_REPLICAS + " without a cluster, got " + replicas;
        return new Wanted(
                VERSION,
                artifact.deployment(),
                artifact.version(),
                fingerprint,
                artifact.uri(),
                artifact.sha256(),
                replicas,
                refusal,
                null,
                null);
    }

    /** The same, which cannot be done. */
    public Wanted refused(String why) {
        return new Wanted(v, deployment, version, fingerprint, uri, sha256, replicas, why, batchSize, batchDelay);
    }

    /** The same with batches as asked for. */
    public Wanted batching(@Nullable Batching asked) {
        return asked == null
                ? this
                : new Wanted(
                        v,
                        deployment,
                        version,
                        fingerprint,
                        uri,
                        sha256,
                        replicas,
                        refusal,
                        asked.maxSize(),
                        asked.maxDelay());
    }
}
