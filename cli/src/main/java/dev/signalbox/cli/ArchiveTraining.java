package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.Programs;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.DeploymentView;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What a mesh and the commands do while the classes that they load are listed: a model goes live and is asked, a table is profiled. */
record ArchiveTraining(Path home, Mesh mesh, Path lists) {
    private static final DeploymentName NAME = DeploymentName.parse("loan-approval");
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 50;

    void run() throws IOException, InterruptedException {
        Path example = home.resolve("examples/loan-approval");
        String data = example.resolve("german-credit.csv").toString();
        String there = "--mesh=" + mesh.folder().root();
        command("apply", there, "-f", example.resolve("demo/version-1.yaml").toString());
        command(
                "profile",
                "--data=" + data,
                "--signature=" + example.resolve("1/signature.json"),
                "--out=" + mesh.folder().tmp().resolve("baseline.json"));
        awaitStable();
        command("load", NAME.name(), there, "--data=" + data, "--rate=100", "--duration=3s");
    }

    /* By its own name, so that what it loads is listed too. */
    private void command(String name, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Programs.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:DumpLoadedClassList=" + Programs.classList(lists, ArchiveDumps.COMMAND + name),
                "-Dsignalbox.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Signalbox.class.getName(),
                name));
        line.addAll(List.of(arguments));
        ArchiveDumps.finished(line, mesh.folder().logs().resolve(name + ".log"));
    }

    private void awaitStable() throws InterruptedException {
        DeploymentFolder deployments = new DeploymentFolder(mesh.folder());
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!stable(deployments)) {
            if (System.nanoTime() - end > 0) {
                throw new UserError("the model did not go live within " + LIMIT.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
    }

    private static boolean stable(DeploymentFolder deployments) {
        Optional<DeploymentView> seen = deployments.find(NAME).map(DeploymentView::new);
        return seen.isPresent() && seen.get().phase().equals("Stable");
    }
}
