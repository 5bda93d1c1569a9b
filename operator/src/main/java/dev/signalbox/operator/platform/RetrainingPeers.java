package dev.signalbox.operator.platform;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.HookView;
import dev.signalbox.operator.retraining.Trained;

/** Whom retraining asks and tells. Neither call throws for somebody who is away. */
interface RetrainingPeers {
    /** Whether the stable version has decayed beyond these limits. */
    DecayView decay(DeploymentName deployment, RetrainingRules.Signals limits);

    /** Tells a webhook of a version that was trained. */
    HookView tell(String webhook, DeploymentName deployment, Trained trained);
}
