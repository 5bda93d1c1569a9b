package dev.signalbox.server.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What the bare loop printed: CPU microseconds for a run, and runs a second. */
record Bare(double cpuMicros, double perSecond) {
    /** Runs it in a process of its own. */
    static Bare loop(Path model, int threads, double seconds, long... shape) throws Exception {
        List<String> arguments =
                new ArrayList<>(List.of(model.toString(), Integer.toString(threads), Double.toString(seconds)));
        Arrays.stream(shape).mapToObj(Long::toString).forEach(arguments::add);
        Process process = Started.main(BareLoop.class, ProcessBuilder.Redirect.PIPE, arguments.toArray(String[]::new));
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the bare loop failed: " + printed);
        }
        String[] last =
                printed.strip().lines().reduce("", (first, second) -> second).split(" ", -1);
        return new Bare(Double.parseDouble(last[1]), Double.parseDouble(last[2]));
    }
}
