package dev.signalbox.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.NumericBaseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * What profiling costs: one server that is warm, in many short pairs of measurements, each with profiling on and off in an
 * order by chance. What changes slowly, the machine's speed and its other work, is the same for both of a pair.
 */
final class ProfilingPairs {
    private static final int PAIRS = 48;
    private static final int WARM_UP_TURNS = 6;
    private static final int ROWS_OF_TRAINING = 10_000;
    private static final double SETTLE_SECONDS = 0.1;
    /* Of 48 ratios the 17th and the 32nd: what is between them holds the median with a probability of 97 %, by the binomial distribution. */
    private static final int LOWER = 17;

    private final long pid;
    private final Path agent;
    private final double seconds;
    private final Clients clients;

    private ProfilingPairs(long pid, Path agent, double seconds, Clients clients) {
        this.pid = pid;
        this.agent = agent;
        this.seconds = seconds;
        this.clients = clients;
    }

    /** The ratios of CPU a request with and without profiling, smallest first, and both medians in microseconds. */
    record Found(List<Double> ratios, double with, double without) {
        double median() {
            return middle(ratios);
        }

        double low() {
            return ratios.get(LOWER - 1);
        }

        double high() {
            return ratios.get(PAIRS - LOWER);
        }

        private static double middle(List<Double> sorted) {
            return (sorted.get((sorted.size() - 1) / 2) + sorted.get(sorted.size() / 2)) / 2;
        }
    }

    /** Measures a server that these clients ask, each half of a pair for so long. */
    static Found measure(Started server, Clients clients, int many, double seconds) throws Exception {
        Path agent = ProfilingSwitch.file(Path.of("target").toAbsolutePath());
        ProfilingPairs pairs = new ProfilingPairs(server.pid(), agent, seconds, clients);
        clients.begin(many);
        try {
            return pairs.measure();
        } finally {
            clients.stop();
        }
    }

    /** The model of the benchmark with a baseline, so that each value is looked up among the deciles of training data. */
    static Path withBaseline(Path model, Path folder, int columns) throws IOException {
        Files.createDirectories(folder);
        for (String file : List.of("model.pt", "signature.json")) {
            Files.copy(model.resolve(file), folder.resolve(file), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Random random = new Random(7);
        Map<String, dev.signalbox.api.profile.FeatureBaseline> features = new TreeMap<>();
        for (int column = 0; column < columns; column++) {
            features.put("x[" + column + "]", NumericBaseline.ofNumbers(gaussian(random)));
        }
        Map<String, dev.signalbox.api.profile.FeatureBaseline> outputs = new TreeMap<>();
        for (int column = 0; column < 2; column++) {
            outputs.put(
                    "probabilities[" + column + "]",
                    NumericBaseline.ofNumbers(Arrays.stream(gaussian(random))
                            .map(value -> 1 / (1 + Math.exp(-value)))
                            .toArray()));
        }
        new ObjectMapper()
                .writeValue(
                        folder.resolve("baseline.json").toFile(),
                        new Baseline(Baseline.VERSION, ROWS_OF_TRAINING, features, outputs));
        return folder;
    }

    private static double[] gaussian(Random random) {
        return random.doubles(ROWS_OF_TRAINING)
                .map(any -> random.nextGaussian())
                .toArray();
    }

    private Found measure() throws Exception {
        for (int turn = 0; turn < WARM_UP_TURNS; turn++) {
            half(ProfilingSwitch.ON);
            half(ProfilingSwitch.OFF);
        }
        Random order = new Random();
        List<Double> ratios = new ArrayList<>();
        List<Double> with = new ArrayList<>();
        List<Double> without = new ArrayList<>();
        for (int pair = 0; pair < PAIRS; pair++) {
            boolean first = order.nextBoolean();
            double one = half(first ? ProfilingSwitch.ON : ProfilingSwitch.OFF);
            double other = half(first ? ProfilingSwitch.OFF : ProfilingSwitch.ON);
            with.add(first ? one : other);
            without.add(first ? other : one);
            ratios.add(with.getLast() / without.getLast());
        }
        List.of(ratios, with, without).forEach(Collections::sort);
        return new Found(List.copyOf(ratios), Found.middle(with), Found.middle(without));
    }

    /** CPU microseconds a request. */
    private double half(String mode) throws Exception {
        Attached.load(pid, agent, mode);
        Thread.sleep((long) (SETTLE_SECONDS * 1_000));
        long answered = clients.answered();
        long cpu = ProcessCpu.nanosOfThreads(pid);
        Thread.sleep((long) (seconds * 1_000));
        return (ProcessCpu.nanosOfThreads(pid) - cpu) / 1e3 / (clients.answered() - answered);
    }
}
