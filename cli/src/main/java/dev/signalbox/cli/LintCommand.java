package dev.signalbox.cli;

import java.io.IOException;
import java.nio.file.Path;
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
        List<String> command =
                OperatorCode.command(MAIN, files.stream().map(Path::toString).toList());
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
