package dev.signalbox.cli.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A program that tests need and Debian has: CI must have it, elsewhere a test without it is skipped. */
public record DebianTool(String program, String aptPackage) {
    public static final DebianTool PROMTOOL = new DebianTool("promtool", "prometheus");
    public static final DebianTool PROMETHEUS = new DebianTool("prometheus", "prometheus");
    public static final DebianTool CHROMIUM = new DebianTool("chromium", "chromium");

    /** Where it is; skips the test where it is not, and fails in CI. */
    public Path required() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            Path file = Path.of(folder, program);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        String missing = program + " is not installed (apt-get install " + aptPackage + ")";
        if ("true".equals(System.getenv("CI"))) {
            fail(missing);
        }
        Assumptions.abort("skipped: " + missing);
        throw new IllegalStateException("not reached");
    }

    /** Runs it in a folder, holds it to success, and returns what it printed. */
    public String run(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(required().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s%n%s", command, output).isZero();
        return output;
    }
}
