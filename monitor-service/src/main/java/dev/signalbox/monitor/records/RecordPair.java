package dev.signalbox.monitor.records;

import dev.signalbox.api.sample.InferenceRecord;

/** One request that two versions answered. */
public record RecordPair(InferenceRecord one, InferenceRecord other) {}
