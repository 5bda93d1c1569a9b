package dev.signalbox.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Constant load of every kind for a time, and what memory the server takes meanwhile: says whether it is flat. The heap has one
 * size from the start on, so that whatever grows is memory outside it.
 */
final class Soak {
    private static final Path MLP = Path.of("src/test/resources/models/mlp");
    private static final int SAMPLE_SECONDS = 10;
    private static final int SAMPLES_A_LINE = 6;
    private static final double MEGABYTE = 1 << 20;
    /* By so much of itself memory may be larger at the end of the time than at its beginning, by a line through all samples. */
    private static final double MOST_GROWTH = 0.01;

    private final List<Sample> samples = new ArrayList<>();

    private Soak() {}

    /** What a process held at a time, in megabytes. */
    private record Sample(double seconds, double resident, double heap, double nonHeap, double direct, int threads) {
        /** What is resident and Java knows nothing of: libtorch, the C library's heaps, stacks. */
        double rest() {
            return resident - heap - nonHeap - direct;
        }
    }

    /** For how many minutes, and how many requests a second. */
    public static void main(String[] arguments) throws Exception {
        double minutes = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 10;
        int rate = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1_000;
        System.exit(new Soak().run(minutes * 60, rate) ? 0 : 1);
    }

    private boolean run(double seconds, int rate) throws Exception {
        try (Started server = Started.server(MLP, Map.of(), "-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");
                Attached process = new Attached(server.pid())) {
            SoakLoad load = new SoakLoad(server.port(), rate);
            load.begin();
            double cpu = ProcessCpu.seconds(server.pid());
            long start = System.nanoTime();
            say(
                    "%8s %9s %9s %9s %9s %9s %8s",
                    "seconds", "resident", "heap", "non-heap", "direct", "the rest", "threads");
            process.collect();
            long heapFirst = process.heapUsed();
            for (double now = 0; now < seconds; now = (System.nanoTime() - start) / 1e9) {
                Thread.sleep(SAMPLE_SECONDS * 1_000L);
                add(process, server.pid(), (System.nanoTime() - start) / 1e9);
            }
            load.end();
            process.collect();
            say("answered %s", load.counted());
            say("CPU of the server: %.2f of a core", (ProcessCpu.seconds(server.pid()) - cpu) / seconds);
            say(
                    "heap in use after a collection: %.1f MB at the beginning, %.1f MB at the end",
                    heapFirst / MEGABYTE, process.heapUsed() / MEGABYTE);
            boolean flat = verdict();
            return flat && load.asExpected();
        }
    }

    private void add(Attached process, long pid, double seconds) throws IOException {
        Sample sample = new Sample(
                seconds,
                resident(pid),
                process.heapCommitted() / MEGABYTE,
                process.nonHeapCommitted() / MEGABYTE,
                process.directBuffers() / MEGABYTE,
                process.threads());
        samples.add(sample);
        if (samples.size() % SAMPLES_A_LINE == 0) {
            say(
                    "%8.0f %9.1f %9.1f %9.1f %9.1f %9.1f %8d",
                    sample.seconds(),
                    sample.resident(),
                    sample.heap(),
                    sample.nonHeap(),
                    sample.direct(),
                    sample.rest(),
                    sample.threads());
        }
    }

    /* The first third is the way to it: code is compiled, pools and heaps of the C library grow to what they need. */
    private boolean verdict() {
        List<Sample> later = samples.subList(samples.size() / 3, samples.size());
        double slope = slope(later);
        double mean = later.stream().mapToDouble(Sample::resident).average().orElse(0);
        double time = later.getLast().seconds() - later.getFirst().seconds();
        double growth = slope * time / mean;
        boolean flat = growth <= MOST_GROWTH;
        say(
                "resident memory in the last %.0f s: %.1f MB on average, %+.2f MB an hour by a line through it, %+.2f %% in that time: %s",
                time, mean, slope * 3_600, growth * 100, flat ? "flat" : "not flat");
        return flat;
    }

    private static double slope(List<Sample> samples) {
        double x = samples.stream().mapToDouble(Sample::seconds).average().orElse(0);
        double y = samples.stream().mapToDouble(Sample::resident).average().orElse(0);
        double above = 0;
        double below = 0;
        for (Sample sample : samples) {
            above += (sample.seconds() - x) * (sample.resident() - y);
            below += (sample.seconds() - x) * (sample.seconds() - x);
        }
        return below == 0 ? 0 : above / below;
    }

    private static double resident(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1_024)
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }
}
