package dev.signalbox.router.table;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.router.count.Occupancy;
import dev.signalbox.router.count.OutcomeCounter;
import dev.signalbox.router.count.VersionTally;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/** What the router knows of one version beyond any single revision of its route: counts, requests under way, endpoints. */
public final class VersionState {
    private final DeploymentName deployment;
    private final ModelVersion version;
    private final VersionTally tally;
    private final OutcomeCounter asked = new OutcomeCounter();
    private final Occupancy inFlight = Occupancy.unbounded();
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();

    VersionState(DeploymentName deployment, ModelVersion version, LongConsumer latencies) {
        this.deployment = deployment;
        this.version = version;
        this.tally = new VersionTally(latencies);
    }

    /** The deployment that the version belongs to. */
    public DeploymentName deployment() {
        return deployment;
    }

    /** The version. */
    public ModelVersion version() {
        return version;
    }

    /** What the split gave to the version. */
    public VersionTally tally() {
        return tally;
    }

    /** What testers asked of the version by name. */
    public OutcomeCounter asked() {
        return asked;
    }

    /** The requests that are under way at the version. */
    public Occupancy inFlight() {
        return inFlight;
    }

    Endpoint endpoint(String address) {
        return endpoints.computeIfAbsent(address, Endpoint::new);
    }

    void keepOnly(Collection<String> addresses) {
        endpoints.keySet().retainAll(addresses);
    }
}
