package dev.signalbox.server.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * The object store of s3: URIs. Keys to it come as they do for every program of its kind: AWS_ACCESS_KEY_ID and
 * AWS_SECRET_ACCESS_KEY, a profile, or the role of the pod or machine.
 */
@ConfigMapping(prefix = "signalbox.s3")
public interface S3Config {
    /** The store's address; by default AWS_ENDPOINT_URL_S3, then AWS_ENDPOINT_URL, then Amazon's. */
    Optional<String> endpoint();

    /** The region; by default AWS_REGION, then us-east-1. */
    Optional<String> region();

    /** Whether the bucket stands in the path instead of the host's name, as most stores but Amazon's want it. */
    @WithDefault("false")
    boolean pathStyle();
}
