import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures the time of {@code signalbox profile} and of pandas and numpy making the same baseline of the same file, alternating in
 * one run on the same machine, process starts included; and says whether they found the same numbers.
 */
public final class ProfileBench {
    private static final int ROUNDS = 3;

    private final Path folder;
    private final int rounds;

    private ProfileBench(Path folder, int rounds) {
        this.folder = folder;
        this.rounds = rounds;
    }

    /** The arguments are the rows, the columns and the rounds; a million, 30 and 3 if absent. */
    public static void main(String[] args) throws Exception {
        int rows = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        int columns = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : ROUNDS;
        Path folder = Files.createTempDirectory("profile-bench");
        try {
            List<Path> files = write(folder, rows, columns);
            for (Path file : files) {
                /* How pandas reads a number: quickly, up to one in the last digit, or as it was written. */
                new ProfileBench(folder, rounds).measure(file, "high");
                if (file.toString().endsWith(".csv")) {
                    new ProfileBench(folder, rounds).measure(file, "round_trip");
                }
            }
        } finally {
            delete(folder);
        }
    }

    private static List<Path> write(Path folder, int rows, int columns) throws Exception {
        String values = IntStream.range(0, columns)
                .mapToObj(i -> "CASE WHEN random() < 0.01 THEN NULL ELSE (sqrt(-2 * ln(1 - random())) * cos(6.283185307 * random())"
                        + " * " + (i + 1) + ")::FLOAT END AS c" + i)
                .collect(Collectors.joining(", "));
        List<Path> files = List.of(folder.resolve("train.parquet"), folder.resolve("train.csv"));
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("SELECT setseed(0.5)");
            statement.execute("CREATE TABLE train AS SELECT " + values + " FROM range(" + rows + ")");
            statement.execute("COPY train TO '" + files.get(0) + "' (FORMAT parquet)");
            statement.execute("COPY train TO '" + files.get(1) + "' (HEADER)");
        }
        String inputs = IntStream.range(0, columns)
                .mapToObj(i -> "{\"name\":\"c" + i + "\",\"datatype\":\"FP32\",\"shape\":[-1],\"kind\":\"numeric\",\"nullable\":true}")
                .collect(Collectors.joining(","));
        Files.writeString(
                folder.resolve("signature.json"),
                "{\"v\":1,\"packing\":\"matrix\",\"inputs\":[" + inputs + "],\"outputs\":[]}");
        System.out.printf(Locale.ROOT, "%d x %d values, 1 %% missing%n", rows, columns);
        return files;
    }

    private void measure(Path file, String floats) throws Exception {
        Path ours = folder.resolve("ours.json");
        Path theirs = folder.resolve("theirs.json");
        List<String> signalbox = List.of(
                "./signalbox", "profile", "--data", file.toString(),
                "--signature", folder.resolve("signature.json").toString(), "--out", ours.toString());
        List<String> python = List.of(
                System.getenv().getOrDefault("PYTHON", "python3"), "bench/profile.py", file.toString(), theirs.toString(), floats);
        List<Double> oursTook = new ArrayList<>();
        List<Double> theirsTook = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            double mine = seconds(signalbox);
            if (mine < 0) {
                throw new IllegalStateException(signalbox + " failed");
            }
            oursTook.add(mine);
            double took = seconds(python);
            if (took < 0) {
                System.out.printf(Locale.ROOT, "%s: signalbox %.2f s; pandas not measured: %s failed%n",
                        file.getFileName(), oursTook.getFirst(), python);
                return;
            }
            theirsTook.add(took);
        }
        double one = median(oursTook);
        double other = median(theirsTook);
        System.out.printf(Locale.ROOT, "%s: signalbox %.2f s, pandas (%s) and numpy %.2f s, ratio %.1f; %s%n",
                file.getFileName(), one, floats, other, other / one, same(ours, theirs));
    }

    /** How long a command takes; negative if it fails. */
    private static double seconds(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("SIGNALBOX_SKIP_BUILD", "1");
        long began = System.nanoTime();
        int exit = builder.start().waitFor();
        return exit == 0 ? (System.nanoTime() - began) / 1e9 : -1;
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static String same(Path ours, Path theirs) throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode one = json.readTree(ours.toFile()).get("features");
        JsonNode other = json.readTree(theirs.toFile()).get("features");
        for (var feature : other.properties()) {
            JsonNode mine = one.get(feature.getKey());
            if (!mine.get("counts").equals(feature.getValue().get("counts"))
                    || mine.get("missing").asLong() != feature.getValue().get("missing").asLong()) {
                return "NOT the same counts of " + feature.getKey();
            }
        }
        return "the same counts";
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
