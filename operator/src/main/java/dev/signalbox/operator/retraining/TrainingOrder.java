package dev.signalbox.operator.retraining;

import dev.signalbox.operator.plan.RetrainingRules;
import java.time.Duration;

/** A training that a platform is to run, by what, and for how long at most. */
public record TrainingOrder(Training training, RetrainingRules.Trainer trainer, Duration deadline) {}
