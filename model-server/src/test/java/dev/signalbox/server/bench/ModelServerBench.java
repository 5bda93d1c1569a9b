package dev.signalbox.server.bench;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The model server against its two bounds, in one run on one machine: what DJL takes for the same model, and what Vert.x takes
 * for the same bytes. CPU is that of the measured process alone; the clients' is not in it.
 */
final class ModelServerBench {
    private static final Path MODEL = Path.of("src/test/resources/models/mlp");
    private static final String INFER = "/v2/models/mlp/infer";
    private static final int CLIENTS = 16;
    private static final int MANY = 128;

    private final double warmUpSeconds;
    private final double seconds;

    private ModelServerBench(double warmUpSeconds, double seconds) {
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
    }

    /** Optionally, how many seconds each measurement takes. */
    public static void main(String[] arguments) throws Exception {
        double seconds = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 8;
        new ModelServerBench(Math.max(4, seconds / 2), seconds).run();
    }

    private void run() throws Exception {
        double loop = loop(1);
        double loopOfMany = loop(32);
        Load.Seen echo;
        try (Started started = Started.echo()) {
            echo = measure(started, "/", CLIENTS);
        }
        double bound = loop + echo.cpuMicros();
        say(String.format(
                Locale.ROOT,
                "bare DJL loop: %.1f us CPU for a run of 1 row, %.1f for one of 32 rows",
                loop,
                loopOfMany));
        show("bare Vert.x echo, 16 clients", echo, bound);
        Map<String, String> alone = Map.of("SIGNALBOX_MODEL_BATCHING_MAX_SIZE", "1");
        Map<String, String> patient =
                Map.of("SIGNALBOX_MODEL_BATCHING_MAX_SIZE", "16", "SIGNALBOX_MODEL_BATCHING_MAX_DELAY", "2ms");
        Load.Seen single = server("16 clients, no batching", alone, CLIENTS, bound);
        Load.Seen usual = server("16 clients, batching 32, no delay", Map.of(), CLIENTS, bound);
        Load.Seen waiting = server("16 clients, batching 16, 2 ms", patient, CLIENTS, bound);
        Load.Seen manySingle = server("128 clients, no batching", alone, MANY, bound);
        Load.Seen many = server("128 clients, batching 32, no delay", Map.of(), MANY, bound);
        ratio("CPU a request / (loop + echo), 16 clients (wanted: at most 2)", usual.cpuMicros() / bound);
        ratio("the same with batching 16, 2 ms", waiting.cpuMicros() / bound);
        ratio("CPU a request, no batching / batching, 16 clients", single.cpuMicros() / usual.cpuMicros());
        ratio("requests a second, batching / no batching, 128 clients", many.perSecond() / manySingle.perSecond());
        ratio("rows a second, bare DJL loop, 32 rows / 1 row", loop / (loopOfMany / 32));
    }

    private Load.Seen server(String name, Map<String, String> keys, int clients, double bound) throws Exception {
        try (Started started = Started.server(MODEL, keys)) {
            Load.Seen seen = measure(started, INFER, clients);
            show(name, seen, bound);
            return seen;
        }
    }

    private Load.Seen measure(Started started, String path, int clients) throws Exception {
        return new Load(started.port(), path, body()).run(clients, warmUpSeconds, seconds, started.pid());
    }

    private static double loop(int rows) throws Exception {
        Process process =
                Started.main(BareLoop.class, ProcessBuilder.Redirect.PIPE, MODEL.toString(), Integer.toString(rows));
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("the bare loop failed: " + printed);
        }
        return Double.parseDouble(printed.strip().lines().reduce("", (first, second) -> second));
    }

    private static byte[] body() {
        StringBuilder body =
                new StringBuilder("{\"inputs\":[{\"name\":\"x\",\"shape\":[1,30],\"datatype\":\"FP32\",\"data\":[");
        Random random = new Random(1);
        for (int i = 0; i < 30; i++) {
            body.append(i == 0 ? "" : ",").append(Math.round(random.nextGaussian() * 10_000) / 10_000.0);
        }
        return body.append("]}]}").toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void show(String name, Load.Seen seen, double bound) {
        say(String.format(
                Locale.ROOT,
                "%-36s %6.1f us CPU a request, %6.0f requests/s, %.2f x (loop + echo), %d failed",
                name,
                seen.cpuMicros(),
                seen.perSecond(),
                seen.cpuMicros() / bound,
                seen.failed()));
    }

    private static void say(String line) {
        System.out.println(line);
    }

    private static void ratio(String name, double value) {
        say(String.format(Locale.ROOT, "%-62s %5.2f", name, value));
    }
}
