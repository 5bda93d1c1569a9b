package dev.signalbox.operator.plan;

import dev.signalbox.api.ModelVersion;
import org.jspecify.annotations.Nullable;

/** A version and what it is made of; {@code uri} is as the user wrote it. */
public record ModelArtifact(
        ModelVersion version, String uri, @Nullable String sha256) {}
