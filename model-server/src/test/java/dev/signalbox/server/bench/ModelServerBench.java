package dev.signalbox.server.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The model server against its bounds, in one run on one machine: what DJL takes for the same model, and what Vert.x takes
 * for the same bytes. CPU is that of the measured process alone; the clients' is not in it.
 */
final class ModelServerBench {
    private static final Path MLP = Path.of("src/test/resources/models/mlp");
    private static final Path RESNET = Path.of("target/resnet");
    private static final String INFER = "/v2/models/model/infer";
    private static final Path PROFILED = Path.of("target/mlp-profiled");
    private static final int ROWS = 512;
    /* How long each half of a pair is, as a part of the seconds of a measurement. */
    private static final double PART_OF_A_PAIR = 0.3;
    private static final int TURNS = 9;
    private static final int IMAGE_CLIENTS = 8;
    private static final double SETTLE_SECONDS = 0.5;
    private static final int COLUMNS = 30;
    private static final int CLIENTS = 16;
    private static final int MANY = 128;
    private static final int FEW_CONNECTIONS = 4;
    private static final Asked ROW = Asked.of("x", 1, COLUMNS);
    private static final Map<String, String> ALONE = Map.of("SIGNALBOX_MODEL_BATCHING_MAX_SIZE", "1");
    private static final Map<String, String> PATIENT =
            Map.of("SIGNALBOX_MODEL_BATCHING_MAX_SIZE", "16", "SIGNALBOX_MODEL_BATCHING_MAX_DELAY", "2ms");

    private final double warmUpSeconds;
    private final double seconds;

    private ModelServerBench(double seconds) {
        this.warmUpSeconds = Math.max(4, seconds / 2);
        this.seconds = seconds;
    }

    /** How many seconds each measurement takes, and what is measured: mlp, batching, underway, profiles or resnet; all of them if nothing. */
    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        ModelServerBench bench = new ModelServerBench(all.isEmpty() ? 8 : Double.parseDouble(all.getFirst()));
        for (String part : all.size() > 1
                ? all.subList(1, all.size())
                : List.of("mlp", "batching", "underway", "profiles", "resnet")) {
            switch (part) {
                case "mlp" -> bench.mlp();
                case "batching" -> bench.batching();
                case "profiles" -> bench.profiles();
                case "underway" -> bench.underWay();
                case "resnet" -> bench.resnet();
                default ->
                    throw new IllegalArgumentException(
                            "what is measured must be mlp, batching, underway, profiles or resnet, got " + part);
            }
        }
    }

    /** CPU for a request, in every form of the protocol. */
    private void mlp() throws Exception {
        double loop = Bare.loop(MLP, 1, seconds, 1, COLUMNS).cpuMicros();
        Clients.Seen echo = echo(CLIENTS);
        double bound = loop + echo.cpuMicros();
        say("bare DJL loop: %.1f us CPU for a run of one row", loop);
        show("bare Vert.x echo, 16 clients", echo, bound);
        Clients.Seen usual = served("JSON, 16 clients", Map.of(), bound, port -> json(port), CLIENTS);
        Clients.Seen waiting =
                served("JSON, 16 clients, batching 16, 2 ms", PATIENT, bound, port -> json(port), CLIENTS);
        Clients.Seen binary = served("binary tensors, 16 clients", Map.of(), bound, port -> binary(port), CLIENTS);
        Clients.Seen grpc =
                served("gRPC, 16 clients, 16 connections", Map.of(), bound, port -> grpc(port, CLIENTS), CLIENTS);
        ratio("CPU a request / (loop + echo), JSON (wanted: at most 2)", usual.cpuMicros() / bound);
        ratio("the same with batching 16, 2 ms", waiting.cpuMicros() / bound);
        ratio("binary tensors", binary.cpuMicros() / bound);
        ratio("gRPC", grpc.cpuMicros() / bound);
    }

    /** What batching gives where there is always more to do. */
    private void batching() throws Exception {
        double one = Bare.loop(MLP, 1, seconds, 1, COLUMNS).cpuMicros();
        double many = Bare.loop(MLP, 1, seconds, 32, COLUMNS).cpuMicros();
        Clients.Seen echo = echo(MANY);
        say("bare DJL loop: %.1f us CPU for a run of one row, %.1f for one of 32 rows", one, many);
        double bound = one + echo.cpuMicros();
        show("bare Vert.x echo, 128 clients", echo, bound);
        compare("JSON, 128 clients", bound, port -> json(port));
        compare("binary tensors, 128 clients", bound, port -> binary(port));
        compare("gRPC, 128 calls over 4 connections", bound, port -> grpc(port, FEW_CONNECTIONS));
        ratio("rows a second, bare DJL loop, 32 rows / 1 row", one / (many / 32));
        ratio(
                "what batching can give over HTTP: (echo + 1 row) / (echo + 1/32 of 32 rows)",
                bound / (echo.cpuMicros() + many / 32));
    }

    private void compare(String name, double bound, ClientsOf clients) throws Exception {
        Clients.Seen single = served(name + ", no batching", ALONE, bound, clients, MANY);
        Clients.Seen together = served(name + ", batching 32", Map.of(), bound, clients, MANY);
        ratio(name + ": requests a second, batching / no batching", together.perSecond() / single.perSecond());
    }

    /* What a request costs depends on how many are under way: alone, it wakes each thread on its way. */
    private void underWay() throws Exception {
        try (Started started = Started.server(MLP, Map.of())) {
            int port = started.port();
            json(port).run(MANY, 0, warmUpSeconds, started.pid());
            grpc(port, FEW_CONNECTIONS).run(MANY, 0, warmUpSeconds, started.pid());
            underWay(started, "JSON, 1 client", json(port), 1);
            underWay(started, "JSON, 4 clients", json(port), 4);
            underWay(started, "JSON, 16 clients", json(port), CLIENTS);
            underWay(started, "JSON, 128 clients", json(port), MANY);
            underWay(started, "gRPC, 16 calls on 16 connections", grpc(port, CLIENTS), CLIENTS);
            underWay(started, "gRPC, 16 calls on 1 connection", grpc(port, 1), CLIENTS);
            underWay(started, "gRPC, 128 calls on 4 connections", grpc(port, FEW_CONNECTIONS), MANY);
        }
    }

    private void underWay(Started server, String name, Clients clients, int many) throws Exception {
        Conditions before = Conditions.of(server);
        Clients.Seen seen = clients.run(many, warmUpSeconds, seconds, server.pid());
        Conditions now = Conditions.of(server).since(before);
        say(
                "%-36s %8.1f us CPU a request, %7.1f requests/s, %4.1f requests a run, %5.2f waits of threads a request, %d failed",
                name, seen.cpuMicros(), seen.perSecond(), now.requestsPerRun(), now.waitsPerRequest(), seen.failed());
    }

    /* Different rows: of one that always comes again, a processor knows by heart where each value belongs. */
    private void profiles() throws Exception {
        Random random = new Random(2);
        List<byte[]> rows = Stream.generate(
                        () -> Asked.of(random, "x", 1, COLUMNS).json())
                .limit(ROWS)
                .toList();
        Path model = ProfilingPairs.withBaseline(MLP, PROFILED, COLUMNS);
        try (Started started = Started.server(model, Map.of(), "-XX:+EnableDynamicAgentLoading")) {
            ProfilingPairs.Found found = ProfilingPairs.measure(
                    started, HttpClients.json(started.port(), INFER, rows), CLIENTS, seconds * PART_OF_A_PAIR);
            say(
                    "JSON, 16 clients, 30 features and 2 outputs in ten bins each: %.1f us CPU a request with profiles, %.1f without",
                    found.with(), found.without());
            say(
                    "CPU a request, with profiles / without (wanted: at most 1.05): median of %d pairs %.3f, 97 %% interval %.3f to %.3f",
                    found.ratios().size(), found.median(), found.low(), found.high());
        }
    }

    /** A network whose runs are long, as binary tensors: the loop and both servers are warm, and measured in turns. */
    private void resnet() throws Exception {
        ResNet.write(RESNET);
        int processors = Runtime.getRuntime().availableProcessors();
        try (BareTurns loop = new BareTurns(RESNET, processors, 1, ResNet.IMAGE[0], ResNet.IMAGE[1], ResNet.IMAGE[2]);
                Started usual = Started.server(RESNET, Map.of());
                Started alone = Started.server(RESNET, ALONE)) {
            loop.turn(warmUpSeconds);
            images(usual, warmUpSeconds);
            images(alone, warmUpSeconds);
            List<Bare> bare = new ArrayList<>();
            List<Clients.Seen> together = new ArrayList<>();
            List<Clients.Seen> single = new ArrayList<>();
            for (int turn = 0; turn < TURNS; turn++) {
                bare.add(loop.turn(seconds));
                together.add(images(usual, seconds));
                single.add(images(alone, seconds));
            }
            say(
                    "bare DJL loop, %d threads: %.1f images/s, %.0f us CPU an image",
                    processors, median(bare, Bare::perSecond), median(bare, Bare::cpuMicros));
            compare("images as binary tensors, 8 clients", bare, together);
            compare("the same without batching", bare, single);
        }
    }

    private static Clients.Seen images(Started server, double seconds) throws Exception {
        Asked image = Asked.of("image", 1, ResNet.IMAGE);
        return HttpClients.binary(server.port(), INFER, image.binary(), image.binaryHead().length)
                .run(IMAGE_CLIENTS, SETTLE_SECONDS, seconds, server.pid());
    }

    private static void compare(String name, List<Bare> bare, List<Clients.Seen> seen) {
        double[] rates = new double[TURNS];
        double[] costs = new double[TURNS];
        for (int turn = 0; turn < TURNS; turn++) {
            rates[turn] = seen.get(turn).perSecond() / bare.get(turn).perSecond();
            costs[turn] = seen.get(turn).cpuMicros() / bare.get(turn).cpuMicros();
        }
        Arrays.sort(rates);
        Arrays.sort(costs);
        say(
                "%s: %.1f images/s, %.0f us CPU an image (%.0f %% the kernel's), %.0f kB allocated, %d failed",
                name,
                median(seen, Clients.Seen::perSecond),
                median(seen, Clients.Seen::cpuMicros),
                median(seen, Clients.Seen::systemShare) * 100,
                median(seen, Clients.Seen::allocatedKilobytes),
                seen.stream().mapToLong(Clients.Seen::failed).sum());
        say(
                "  of the loop's, median of %d turns (least, most): images a second (wanted: at least 0.9) %.2f (%.2f, %.2f); CPU an image %.2f (%.2f, %.2f)",
                TURNS, rates[TURNS / 2], rates[0], rates[TURNS - 1], costs[TURNS / 2], costs[0], costs[TURNS - 1]);
    }

    private static <T> double median(List<T> of, ToDoubleFunction<T> value) {
        return of.stream()
                .mapToDouble(value)
                .sorted()
                .skip(of.size() / 2)
                .findFirst()
                .orElseThrow();
    }

    private static HttpClients json(int port) {
        return HttpClients.json(port, INFER, ROW.json());
    }

    private static HttpClients binary(int port) {
        return HttpClients.binary(port, INFER, ROW.binary(), ROW.binaryHead().length);
    }

    private static GrpcClients grpc(int port, int connections) {
        return new GrpcClients(port, connections, ROW.raw("model"));
    }

    private interface ClientsOf {
        Clients port(int port);
    }

    private Clients.Seen echo(int clients) throws Exception {
        try (Started started = Started.echo()) {
            return HttpClients.json(started.port(), "/", ROW.json())
                    .run(clients, warmUpSeconds, seconds, started.pid());
        }
    }

    private Clients.Seen served(String name, Map<String, String> keys, double bound, ClientsOf clients, int many)
            throws Exception {
        return served(name, MLP, keys, bound, clients, many);
    }

    private Clients.Seen served(
            String name, Path model, Map<String, String> keys, double bound, ClientsOf clients, int many)
            throws Exception {
        try (Started started = Started.server(model, keys)) {
            /* Many at once, so that what they take is compiled soon: a form that few ask in is not warm within a minute. */
            clients.port(started.port()).run(MANY, 0, warmUpSeconds, started.pid());
            Clients.Seen seen = clients.port(started.port()).run(many, warmUpSeconds, seconds, started.pid());
            show(name, seen, bound);
            return seen;
        }
    }

    private static void show(String name, Clients.Seen seen, double bound) {
        say(
                "%-52s %8.1f us CPU a request (%2.0f %% the kernel's), %7.1f requests/s, %6.1f kB allocated a request, %5.2f x the bound, %d failed",
                name,
                seen.cpuMicros(),
                seen.systemShare() * 100,
                seen.perSecond(),
                seen.allocatedKilobytes(),
                seen.cpuMicros() / bound,
                seen.failed());
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void say(String line, Object... values) {
        System.out.println(String.format(Locale.ROOT, line, values));
    }

    private static void ratio(String name, double value) {
        say("%-90s %5.2f", name, value);
    }
}
