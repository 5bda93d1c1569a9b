package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.judging.Slot;

/** A row of counts: a deployment's slot. */
record CountedKey(DeploymentName deployment, Slot slot) implements Comparable<CountedKey> {
    @Override
    public int compareTo(CountedKey other) {
        int byDeployment = deployment.compareTo(other.deployment);
        return byDeployment != 0 ? byDeployment : slot.compareTo(other.slot);
    }

    /** The row that this one is a part of where counts are added up over so many seconds. */
    CountedKey within(long span) {
        return new CountedKey(
                deployment, new Slot(slot.version(), slot.reporter(), Math.floorDiv(slot.second(), span) * span));
    }
}
