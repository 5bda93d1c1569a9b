package dev.signalbox.server.codec;

import dev.signalbox.api.ModelVersion;

/** What a model is called in URLs and answers. */
public record ModelIdentity(String name, ModelVersion version) {}
