package dev.signalbox.router.table;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.router.count.DecisionCounter;
import dev.signalbox.router.count.Occupancy;
import dev.signalbox.router.count.OutcomeCounter;
import dev.signalbox.router.count.VersionTally;
import dev.signalbox.router.guard.Breaker;
import dev.signalbox.router.guard.Guard;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What the router knows of one version beyond any single revision of its route: counts, requests under way, endpoints. */
public final class VersionState {
    private final DeploymentName deployment;
    private final ModelVersion version;
    private final VersionTally tally;
    private final OutcomeCounter asked = new OutcomeCounter();
    private final DecisionCounter decisions = new DecisionCounter();
    private final Occupancy inFlight = Occupancy.unbounded();
    private final Guard guard;
    private final Breaker breaker;
    private final EndpointRule rule;
    private final Map<String, Endpoint> endpoints = new ConcurrentHashMap<>();
    private volatile @Nullable String masked;

    VersionState(DeploymentName deployment, ModelVersion version, LongConsumer latencies, VersionRules rules) {
        this.deployment = deployment;
        this.version = version;
        this.tally = new VersionTally(latencies);
        this.guard = new Guard(rules.guard());
        this.breaker = new Breaker(rules.mirrorFailures());
        this.rule = rules.endpoints();
    }

    /** The inputs that nobody is to see, as the version last said, with commas between them; null where it never answered. */
    public @Nullable String masked() {
        return masked;
    }

    /** The version has said so. */
    public void masked(String names) {
        masked = names;
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

    /** Who decides on what was inferred. */
    public DecisionCounter decisions() {
        return decisions;
    }

    /** The requests that are under way at the version. */
    public Occupancy inFlight() {
        return inFlight;
    }

    /** What decides whether the version is ejected for its failures. */
    public Guard guard() {
        return guard;
    }

    /** What decides whether the version gets copies while it fails them. */
    public Breaker breaker() {
        return breaker;
    }

    /* Those that come to others are fresh and start slowly; where all are new, there is nobody to spare them. */
    List<Endpoint> endpoints(List<String> addresses, long nanoTime) {
        boolean others = addresses.stream().anyMatch(endpoints::containsKey);
        long grown = others ? nanoTime + rule.slowStart().toNanos() : nanoTime;
        endpoints.keySet().retainAll(addresses);
        return addresses.stream()
                .map(address -> endpoints.computeIfAbsent(address, a -> new Endpoint(a, rule, grown)))
                .toList();
    }
}
