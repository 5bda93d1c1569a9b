package dev.signalbox.monitor.profile;

import java.time.Duration;
import java.time.Instant;

/**
 * The profiles of one version over one slot of time. Where instances counted in different bins over the same time, there is a
 * slice for each.
 */
public record ProfileSlice(Instant start, Duration span, Profiles profiles) {}
