package dev.signalbox.router.table;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** A watcher that does nothing. */
public final class SilentWatcher implements VersionWatcher {
    @Override
    public LongConsumer latencyOf(DeploymentName deployment, ModelVersion version) {
        return nanos -> {};
    }

    @Override
    public void came(VersionState version, LongSupplier revision) {}

    @Override
    public void came(DeploymentName deployment, DeploymentState state) {}

    @Override
    public void left(DeploymentName deployment) {}

    @Override
    public void left(VersionState version) {}
}
