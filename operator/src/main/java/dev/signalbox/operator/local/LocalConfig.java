package dev.signalbox.operator.local;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The platform without a cluster; read only where {@code signalbox.operator.platform} is {@code local}. */
@ConfigMapping(prefix = "signalbox.operator.local")
public interface LocalConfig {
    /** The mesh folder: everything is read from and written below it. Required. */
    Optional<Path> folder();

    /** The command line that starts a model server, its parts separated by commas. Required. */
    Optional<List<String>> modelServer();

    /** How often model servers send telemetry to the monitor. */
    @WithDefault("10s")
    Duration telemetryInterval();

    /** The token that model servers send telemetry with. Absent: none. */
    Optional<String> telemetryToken();

    /** Whether telemetry waits in the mesh folder while the monitor is away, so that it outlives the model server. */
    @WithDefault("true")
    boolean telemetrySpool();

    /** The command line that trains versions, where a spec names none, its parts separated by commas. Absent: none. */
    Optional<List<String>> trainer();

    /** The token that trainers read the monitor's records with. Absent: none. */
    Optional<String> trainingToken();

    /** How often the deployments folder is looked at. A file counts when it stayed the same between two looks. */
    @WithDefault("100ms")
    Duration pollInterval();

    /** How long a model server may take until it is ready; one that takes longer is killed and counts as crashed. */
    @WithDefault("2m")
    Duration startTimeout();

    /** How long a model server that was ready may be unready; one that is longer is killed and counts as crashed. */
    @WithDefault("30s")
    Duration hangTimeout();

    /** How long a surplus model server still serves after it has left the route. */
    @WithDefault("2s")
    Duration drain();

    /** How long a model server may take to end its requests after SIGTERM; one that takes longer is killed. */
    @WithDefault("30s")
    Duration stopTimeout();

    /** The pause before a crashed model server is started again; it doubles with every crash in a row. */
    @WithDefault("500ms")
    Duration restartDelay();

    /** The longest pause before a crashed model server is started again. */
    @WithDefault("30s")
    Duration restartDelayMax();

    /** The size at which a model server's log is cut; the part before is kept in a second file. */
    @WithDefault("16M")
    MemorySize logSize();
}
