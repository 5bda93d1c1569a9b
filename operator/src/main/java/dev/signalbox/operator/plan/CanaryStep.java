package dev.signalbox.operator.plan;

import dev.signalbox.api.Weight;
import java.time.Duration;

/** A share of the requests, and how long it lasts at least. */
public record CanaryStep(Weight weight, Duration duration) {}
