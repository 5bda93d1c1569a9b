package dev.signalbox.server.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The model server against its bounds, in one run on one machine: what DJL takes for the same model, and what Vert.x takes
 * for the same bytes. CPU is that of the measured process alone; the clients' is not in it.
 */
final class ModelServerBench {
    private static final Path MLP = Path.of("src/test/resources/models/mlp");
    private static final Path RESNET = Path.of("target/resnet");
    private static final String INFER = "/v2/models/model/infer";
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

    /** How many seconds each measurement takes, and what is measured: mlp, batching, profiles or resnet; all of them if nothing. */
    public static void main(String[] arguments) throws Exception {
        List<String> all = List.of(arguments);
        ModelServerBench bench = new ModelServerBench(all.isEmpty() ? 8 : Double.parseDouble(all.getFirst()));
        for (String part :
                all.size() > 1 ? all.subList(1, all.size()) : List.of("mlp", "batching", "profiles", "resnet")) {
            switch (part) {
                case "mlp" -> bench.mlp();
                case "batching" -> bench.batching();
                case "profiles" -> bench.profiles();
                case "resnet" -> bench.resnet();
                default ->
                    throw new IllegalArgumentException(
                            "what is measured must be mlp, batching, profiles or resnet, got " + part);
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

    /** What it costs that every value is counted. */
    private void profiles() throws Exception {
        double bound = Bare.loop(MLP, 1, seconds, 1, COLUMNS).cpuMicros()
                + echo(CLIENTS).cpuMicros();
        Map<String, String> without = Map.of("SIGNALBOX_TELEMETRY_PROFILES", "false");
        double with = 0;
        double bare = 0;
        for (int turn = 1; turn <= 2; turn++) {
            bare += served("JSON, no profiles, turn " + turn, without, bound, port -> json(port), CLIENTS)
                    .cpuMicros();
            with += served("JSON, profiles of 32 values, turn " + turn, Map.of(), bound, port -> json(port), CLIENTS)
                    .cpuMicros();
        }
        ratio("CPU a request, with profiles / without (wanted: at most 1.05)", with / bare);
    }

    /** A network whose runs are long, as binary tensors. */
    private void resnet() throws Exception {
        ResNet.write(RESNET);
        int processors = Runtime.getRuntime().availableProcessors();
        Bare loop = Bare.loop(RESNET, processors, seconds, 1, ResNet.IMAGE[0], ResNet.IMAGE[1], ResNet.IMAGE[2]);
        say(
                "bare DJL loop, %d threads: %.1f images/s, %.0f us CPU an image",
                processors, loop.perSecond(), loop.cpuMicros());
        Asked image = Asked.of("image", 1, ResNet.IMAGE);
        for (Map<String, String> keys : List.of(Map.<String, String>of(), ALONE)) {
            Clients.Seen seen = served(
                    keys.isEmpty() ? "images as binary tensors, 8 clients" : "the same without batching",
                    RESNET,
                    keys,
                    loop.cpuMicros(),
                    port -> HttpClients.binary(port, INFER, image.binary(), image.binaryHead().length),
                    8);
            ratio("images a second / bare loop (wanted: at least 0.9)", seen.perSecond() / loop.perSecond());
        }
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
            Clients.Seen seen = clients.port(started.port()).run(many, warmUpSeconds, seconds, started.pid());
            show(name, seen, bound);
            return seen;
        }
    }

    private static void show(String name, Clients.Seen seen, double bound) {
        say(
                "%-52s %8.1f us CPU a request, %7.1f requests/s, %6.1f kB allocated a request, %5.2f x the bound, %d failed",
                name,
                seen.cpuMicros(),
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
