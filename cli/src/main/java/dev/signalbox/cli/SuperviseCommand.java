package dev.signalbox.cli;

import dev.signalbox.cli.mesh.MeshFolder;
import dev.signalbox.cli.mesh.MeshOptions;
import dev.signalbox.cli.mesh.MeshPorts;
import dev.signalbox.cli.mesh.Programs;
import dev.signalbox.cli.mesh.Supervisor;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Holds a mesh up in the foreground; what {@code up} starts in the background. */
@Command(
        name = "supervise",
        description = "Hold a mesh up in the foreground (up runs this in the background).",
        hidden = true,
        mixinStandardHelpOptions = true)
final class SuperviseCommand implements Callable<Integer> {
    @Option(names = "--mesh", required = true, description = "the mesh's folder")
    private Path folder = Path.of(".");

    @Option(names = "--routers", defaultValue = "2", description = "how many routers")
    private int routers;

    @Option(names = "--operator-interval", defaultValue = "250ms", description = "how often the operator looks")
    private String operatorInterval = "";

    @Option(names = "--model-server-telemetry", defaultValue = "1s", description = "how often model servers report")
    private String modelServerTelemetry = "";

    @Option(names = "--records", defaultValue = "0", description = "the share of requests that model servers keep")
    private double records;

    @Option(names = "--class-lists", description = "a folder for lists of the classes that the services load")
    private @Nullable Path classLists;

    @Override
    public Integer call() throws Exception {
        Supervisor supervisor = new Supervisor(
                new MeshFolder(folder),
                MeshPorts.choose(routers),
                new Programs(Home.folder(), classLists),
                new MeshOptions(routers, operatorInterval, modelServerTelemetry, records));
        Runtime.getRuntime().addShutdownHook(new Thread(supervisor::stop, "stop-mesh"));
        supervisor.run();
        return 0;
    }
}
