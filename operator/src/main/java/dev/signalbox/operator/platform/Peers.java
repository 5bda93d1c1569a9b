package dev.signalbox.operator.platform;

import dev.signalbox.api.rollout.RolloutReport;
import java.util.function.Consumer;

/** Whom a reconcile talks to beside the platform. */
record Peers(
        Routers routers,
        Monitor monitor,
        Consumer<RolloutReport> reports,
        Smoke smoke,
        Notifications notifications,
        RetrainingPeers retraining) {}
