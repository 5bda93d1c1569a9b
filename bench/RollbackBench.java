import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures, in a local mesh, the time from the first failing answer of a candidate that breaks at 25 % weight to the last request
 * that any router sends to it: by the monitor's verdict, or with the routers' guards at work.
 */
public final class RollbackBench {
    private static final String NAME = "loan-approval";

    /* Version 3 of the example is well with the first row, and fails the second: its table of purposes ends before this one. */
    private static final String ROW = row("NewCar");
    private static final String BREAKING_ROW = row("Repairs");

    private static final Pattern ROLLBACK = Pattern.compile("\"outcome\"\\s*:\\s*\"Rollback\"");

    private final Stage stage;
    private final Path mesh;
    private final int perRouter;
    private final Map<String, String> environment;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Observed> routers = new ArrayList<>();
    private final ScheduledExecutorService pace = Executors.newScheduledThreadPool(1);
    private final AtomicLong firstFailure = new AtomicLong();
    private final Map<String, AtomicLong> others = new ConcurrentHashMap<>();
    private volatile String candidate = "";
    private volatile boolean breaking;

    private RollbackBench(Stage stage, boolean guard, int perRouter) {
        this.stage = stage;
        this.mesh = stage.folder().resolve("mesh");
        this.perRouter = perRouter;
        this.environment = guard ? Map.of() : Map.of("SIGNALBOX_ROUTER_GUARD_REQUESTS", "0");
    }

    /** One router as its clients see it. */
    private record Observed(URI infer, AtomicLong lastFromCandidate) {}

    /** Arguments: verdict or guard, the number of rollbacks, the routers, and the requests a second to each. */
    public static void main(String[] args) throws Exception {
        boolean guard = args.length > 0 && args[0].equals("guard");
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 30;
        int routers = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        int perRouter = args.length > 3 ? Integer.parseInt(args[3]) : guard ? 250 : 100;
        try (Stage stage = new Stage("rollback-bench")) {
            RollbackBench bench = new RollbackBench(stage, guard, perRouter);
            stage.atLast(bench::down);
            bench.up(routers);
            bench.measure(runs, guard);
        }
    }

    private void down() {
        pace.shutdownNow();
        try {
            signalbox("down");
        } catch (Exception e) {
            System.err.println("the mesh could not be ended: " + e);
        }
    }

    private void up(int count) throws Exception {
        signalbox("up", "--routers=" + count);
        Matcher ports = Pattern.compile("\"routers\"\\s*:\\s*\\[([^]]*)]")
                .matcher(Files.readString(mesh.resolve("mesh.json")));
        if (!ports.find()) {
            throw new IllegalStateException("mesh.json names no routers");
        }
        for (String port : ports.group(1).split(",")) {
            URI infer = URI.create("http://127.0.0.1:" + port.strip() + "/v2/models/" + NAME + "/infer");
            routers.add(new Observed(infer, new AtomicLong()));
        }
        deploy("1", "1");
        awaitTrue("version 1 is stable", () -> phase("Stable"));
        for (Observed router : routers) {
            var unused = pace.scheduleAtFixedRate(
                    () -> ask(router), 0, TimeUnit.SECONDS.toMicros(1) / perRouter, TimeUnit.MICROSECONDS);
        }
    }

    private void measure(int runs, boolean guard) throws Exception {
        Distribution whole = new Distribution("first failing answer to last request to the candidate");
        Distribution detect = new Distribution("detect: to the monitor's verdict");
        Distribution decide = new Distribution("decide: to the operator's route without it");
        Distribution propagate = new Distribution("propagate: to the last request to the candidate");
        for (int run = 0; run < runs; run++) {
            awaitQuiet();
            candidate = "3-" + run;
            routers.forEach(router -> router.lastFromCandidate().set(0));
            deploy(candidate, "3");
            awaitTrue("the candidate has answered on every router", () -> routers.stream()
                    .allMatch(router -> router.lastFromCandidate().get() != 0));
            awaitQuiet();
            TimeUnit.MILLISECONDS.sleep(37 * run % 1_000);
            String since = found(status(), "(?s)\\n *candidate:.*?startedAt: \"?([^\"\\s]+)");
            firstFailure.set(0);
            breaking = true;
            awaitTrue("the candidate fails", () -> firstFailure.get() != 0);
            long verdict = guard ? 0 : verdict(since);
            long route = routeWithout();
            awaitTrue("it is rolled back", () -> phase("RolledBack"));
            breaking = false;
            long last = routers.stream()
                    .mapToLong(router -> router.lastFromCandidate().get())
                    .max()
                    .orElseThrow();
            whole.add((last - firstFailure.get()) / 1e6);
            if (!guard) {
                detect.add((verdict - firstFailure.get()) / 1e6);
                decide.add((route - verdict) / 1e6);
                propagate.add(Math.max(0, last - route) / 1e6);
            }
        }
        Distribution.header((guard ? "with the guard" : "by verdict") + ", " + routers.size() + " routers, "
                + perRouter + " requests/s to each");
        whole.print();
        if (!guard) {
            detect.print();
            decide.print();
            propagate.print();
        }
        System.out.println("requests that failed otherwise, by status or cause: " + others);
    }

    private void ask(Observed router) {
        boolean broken = breaking;
        HttpRequest request = HttpRequest.newBuilder(router.infer())
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(5))
                .POST(HttpRequest.BodyPublishers.ofString(broken ? BREAKING_ROW : ROW))
                .build();
        var unused = http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).whenComplete((answer, failed) -> {
            if (failed != null) {
                other(failed.getClass().getSimpleName());
            } else {
                note(router, answer, broken);
            }
        });
    }

    private void note(Observed router, HttpResponse<Void> answer, boolean broken) {
        long now = System.nanoTime();
        boolean byCandidate = answer.headers()
                .firstValue("Signalbox-Version")
                .filter(candidate::equals)
                .isPresent();
        if (byCandidate) {
            router.lastFromCandidate().accumulateAndGet(now, Math::max);
        }
        if (answer.statusCode() >= 500 && byCandidate && broken) {
            firstFailure.compareAndSet(0, now);
        } else if (answer.statusCode() != 200) {
            other(Integer.toString(answer.statusCode()));
        }
    }

    private void other(String what) {
        others.computeIfAbsent(what, first -> new AtomicLong()).incrementAndGet();
    }

    private long verdict(String since) throws Exception {
        String monitor = found(Files.readString(mesh.resolve("mesh.json")), "\"monitor\"\\s*:\\s*(\\d+)");
        URI uri = URI.create("http://127.0.0.1:" + monitor + "/v1/deployments/default/" + NAME + "/verdict?candidate="
                + candidate + "&stable=1&since=" + since);
        HttpRequest question = HttpRequest.newBuilder(uri).build();
        awaitTrue("the verdict is to roll back", () -> ROLLBACK.matcher(said(question)).find());
        return System.nanoTime();
    }

    private String said(HttpRequest question) {
        try {
            return http.send(question, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long routeWithout() throws Exception {
        Pattern without = Pattern.compile("\"version\"\\s*:\\s*\"" + candidate + "\"[^}]*\"weight\"\\s*:\\s*[1-9]");
        awaitTrue("the route is without the candidate", () -> !without.matcher(read(mesh.resolve("routes.json")))
                .find());
        /* The file's own time is when it was written; both clocks are this machine's. */
        Instant written = Files.getLastModifiedTime(mesh.resolve("routes.json")).toInstant();
        return System.nanoTime() - Duration.between(written, Instant.now()).toNanos();
    }

    private boolean phase(String name) {
        return status().matches("(?s).*\\bphase: \"?" + name + "\"?\\s.*");
    }

    private String status() {
        return read(mesh.resolve("status/default/" + NAME + ".yaml"));
    }

    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            return "";
        }
    }

    private void deploy(String version, String model) throws Exception {
        Path manifest = stage.folder().resolve("deployment.yaml");
        Files.writeString(manifest, """
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: {version: "%s", uri: "file:%s"}
                  server: {replicas: 1}
                  rollout:
                    canary:
                      steps:
                      - {weight: 25%%, duration: 10m}
                  routing: {failover: false, timeout: 2s}
                  alarms:
                  - {name: errors, metric: errorRate, comparedTo: Stable, margin: 1%%, action: Rollback}
                """.formatted(NAME, version, Path.of("examples/loan-approval", model).toAbsolutePath()));
        signalbox("apply", "-f", manifest.toString());
    }

    private void signalbox(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("./signalbox", arguments[0], "--mesh=" + mesh));
        command.addAll(List.of(arguments).subList(1, arguments.length));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.redirectOutput(stage.folder().resolve("signalbox.log").toFile());
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(command + ": " + read(stage.folder().resolve("signalbox.log")));
        }
    }

    /* Programs that have just started may be too slow for the load: what is measured is a candidate that breaks, not one that is cold. */
    private void awaitQuiet() throws InterruptedException {
        AtomicLong quietSince = new AtomicLong(System.nanoTime());
        AtomicLong failed = new AtomicLong(failures());
        awaitTrue("all is answered for two seconds", () -> {
            if (failed.getAndSet(failures()) != failed.get()) {
                quietSince.set(System.nanoTime());
            }
            return System.nanoTime() - quietSince.get() > TimeUnit.SECONDS.toNanos(2);
        });
    }

    private long failures() {
        return others.values().stream().mapToLong(AtomicLong::get).sum();
    }

    private void awaitTrue(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("not within two minutes: " + what + "\n" + status());
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no \"" + pattern + "\" in:\n" + text);
        }
        return matcher.group(1);
    }

    /* The first applicant of the example's training data, with another purpose and an amount that no version minds. */
    private static String row(String purpose) {
        List<String> lines = read(Path.of("examples/loan-approval/train.csv")).lines().limit(2).toList();
        String[] names = lines.get(0).split(",");
        String[] values = lines.get(1).split(",");
        List<String> inputs = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            boolean number = values[i].matches("\\d+");
            inputs.add(switch (names[i]) {
                case "amount" -> input("amount", "FP32", "250");
                case "purpose" -> input("purpose", "BYTES", quoted(purpose));
                default -> input(names[i], number ? "INT64" : "BYTES", number ? values[i] : quoted(values[i]));
            });
        }
        return "{\"inputs\":[" + String.join(",", inputs) + "]}";
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String input(String name, String type, String value) {
        return "{\"name\":\"" + name + "\",\"shape\":[1],\"datatype\":\"" + type + "\",\"data\":[" + value + "]}";
    }
}
