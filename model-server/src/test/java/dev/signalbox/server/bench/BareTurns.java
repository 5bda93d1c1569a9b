package dev.signalbox.server.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A bare loop that is kept warm, and runs only while it is measured: in turns with what it is compared with. */
final class BareTurns implements AutoCloseable {
    private final Process process;
    private final Writer to;
    private final BufferedReader from;

    BareTurns(Path model, int threads, long... shape) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(model.toString(), Integer.toString(threads), BareLoop.TURNS));
        Arrays.stream(shape).mapToObj(Long::toString).forEach(arguments::add);
        this.process = Started.main(BareLoop.class, ProcessBuilder.Redirect.PIPE, arguments.toArray(String[]::new));
        this.to = process.outputWriter(StandardCharsets.UTF_8);
        this.from = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Lets it run for so long. */
    Bare turn(double seconds) throws IOException {
        to.write(String.format(Locale.ROOT, "%.3f%n", seconds));
        to.flush();
        String line = from.readLine();
        while (line != null && !line.startsWith(BareLoop.RAN)) {
            line = from.readLine();
        }
        if (line == null) {
            throw new IllegalStateException("the bare loop ended");
        }
        String[] words = line.split(" ", -1);
        return new Bare(Double.parseDouble(words[1]), Double.parseDouble(words[2]));
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
