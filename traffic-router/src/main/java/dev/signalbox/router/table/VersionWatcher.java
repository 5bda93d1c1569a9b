package dev.signalbox.router.table;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Hears of versions that the router begins and ceases to know, and of their latencies. */
public interface VersionWatcher {
    /** Who is to hear of each latency of a version, in nanoseconds. */
    LongConsumer latencyOf(DeploymentName deployment, ModelVersion version);

    /** A version came into the table; the supplier tells the revision of its route that is in force. */
    void came(VersionState version, LongSupplier revision);

    /** A deployment came into the table. */
    void came(DeploymentName deployment, DeploymentState state);

    /** A deployment is out of the table. */
    void left(DeploymentName deployment);

    /** A version is out of the table, and nothing of it is under way. */
    void left(VersionState version);
}
