package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingOrder;
import java.util.List;

/** Something that must become true. Carrying one out twice is the same as once. */
public sealed interface Effect {
    /** An effect that the platform carries out. */
    sealed interface OnPlatform extends Effect {}

    /** The version runs as described; one that runs otherwise is changed without taking ready instances away first. */
    record EnsureVersion(VersionSpec version) implements OnPlatform {}

    /** Nothing runs of the version any more; instances end their requests first. Returns without waiting for that. */
    record RemoveVersion(ModelVersion version) implements OnPlatform {}

    /** The route reads so; routers see it as soon as this returns. */
    record WriteRoute(Route route) implements OnPlatform {}

    /** There is no route. */
    record RemoveRoute() implements OnPlatform {}

    /** People are told, once per call. */
    record Announce(Reason reason, String message) implements OnPlatform {}

    /** The deleted deployment may go: nothing runs any more, and nothing is routed. */
    record Forget() implements OnPlatform {}

    /** The training runs, once: started twice it is the same. */
    record StartTraining(TrainingOrder order) implements OnPlatform {}

    /** Nothing runs of the training any more, and nothing but the version that it made is left of it. */
    record StopTraining(TrainingKey training) implements OnPlatform {}

    /** The monitor judges by these alarms. */
    record PutPolicy(List<AlarmRule> alarms) implements Effect {
        public PutPolicy {
            alarms = List.copyOf(alarms);
        }
    }
}
