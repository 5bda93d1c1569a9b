package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Checks manifests by the operator's own rules, by running the operator's own code; nothing else has to run. */
@Command(
        name = "lint",
        description = "Check ModelDeployment manifests offline, by the operator's own rules.",
        mixinStandardHelpOptions = true)
final class LintCommand implements Callable<Integer> {
    private static final String MAIN = "dev.signalbox.operator.resource.Lint";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "the manifests")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path operator = Home.folder().resolve("operator/target/quarkus-app");
        if (!Files.isDirectory(operator)) {
            throw new UserError(operator + " is missing: run ./mvnw package first");
        }
        List<String> command = new ArrayList<>(List.of(
                Programs.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                operator.resolve("app") + "/*:" + operator.resolve("lib/main") + "/*:" + operator.resolve("lib/boot")
                        + "/*",
                MAIN));
        files.forEach(file -> command.add(file.toString()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
