package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshOptions;
import dev.signalbox.cli.mesh.MeshState;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the local mesh and leaves it running. */
@Command(name = "up", description = "Start the local mesh in the background.", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    @Mixin
    private MeshOption mesh = new MeshOption();

    @Option(names = "--routers", defaultValue = "2", description = "how many routers (default: ${DEFAULT-VALUE})")
    private int routers;

    @Option(
            names = "--records",
            defaultValue = "0",
            paramLabel = "SHARE",
            description =
                    "the share of requests, from 0 to 1, that are recorded for review, quality and retraining (default:"
                            + " ${DEFAULT-VALUE})")
    private double records;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        if (routers < 1 || routers > 8) {
            throw new UserError("--routers must be between 1 and 8, got " + routers);
        }
        if (!(records >= 0 && records <= 1)) {
            throw new UserError("--records must be between 0 and 1, got " + records);
        }
        Mesh started = mesh.mesh();
        MeshOptions usual = MeshOptions.USUAL;
        MeshState state = started.start(
                new MeshOptions(routers, usual.operatorInterval(), usual.modelServerTelemetry(), records), line -> {
                    out.println(line);
                    out.flush();
                });
        out.println("The mesh is up.");
        state.ports().routerUrls().forEach(url -> out.println("  router    " + url + "/v2/models/NAME/infer"));
        out.println("  monitor   " + state.ports().monitorUrl());
        out.println("  folder    " + started.folder().root() + " (logs in logs/)");
        out.println("Next: ./signalbox apply -f examples/loan-approval/model-deployment-1.yaml");
        out.flush();
        return 0;
    }
}
