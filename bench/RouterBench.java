import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Measures the router beside nginx, HAProxy and no proxy, all in one run: throughput and CPU time per request in a closed loop,
 * and the latency that each adds at a constant rate. What is measured has one core; clients and model servers have the other.
 */
public final class RouterBench {
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 3;
    private static final int QUIET_ROUNDS = 3;
    private static final String BODY = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,20],\"datatype\":\"FP32\",\"data\":"
            + "[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0,1.1,1.2,1.3,1.4,1.5,1.6,1.7,1.8,1.9,2.0]}]}";
    private static final String PATH = "/v2/models/loans/infer";

    private final Stage stage;
    private final int seconds;
    private final int warmUps;
    private final List<Target> targets = new ArrayList<>();

    private RouterBench(Stage stage, int seconds, int warmUps) {
        this.stage = stage;
        this.seconds = seconds;
        this.warmUps = warmUps;
    }

    /** What is measured: its process, if it has one of its own, and the admin port of a router. */
    private record Target(String name, int port, Process process, int admin, List<Result> results) {
        double perSecond() {
            return median(Comparator.comparingDouble(Result::perSecond)).perSecond();
        }

        double cpuMicros() {
            return median(Comparator.comparingDouble(Result::cpuMicros)).cpuMicros();
        }

        double userMicros() {
            return median(Comparator.comparingDouble(Result::userMicros)).userMicros();
        }

        Result median(Comparator<Result> by) {
            return results.stream().sorted(by).toList().get(results.size() / 2);
        }
    }

    private record Result(double perSecond, double cpuMicros, double userMicros, String p99) {}

    /** Arguments: the seconds for each measurement, and the most rounds of 3 s in which a router is warmed up. */
    public static void main(String[] args) throws Exception {
        try (Stage stage = new Stage("router-bench")) {
            int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 4;
            new RouterBench(stage, seconds, args.length > 1 ? Integer.parseInt(args[1]) : 30).run();
        }
    }

    private void run() throws Exception {
        RouterConfigs.Servers to = new RouterConfigs.Servers(Stage.freePort(), Stage.freePort(), Stage.freePort());
        /*
         * Servers and clients share a core here, so that one waits for the other's slice of time where it would not on a machine of its own: what is waited for goes
         * first (SCHED_RR), and what answers the copies comes last (SCHED_IDLE), as a shadow's pods take nothing from those of the stable version.
         */
        String live = RouterConfigs.servers(to.stable(), to.candidate());
        Process servers = stage.nginx(Stage.OTHERS, "servers", live, List.of("chrt", "--rr", "3"));
        stage.nginx(Stage.OTHERS, "shadow", RouterConfigs.server(to.shadow()), List.of("chrt", "--idle", "0"));
        int nginx = Stage.freePort();
        int copying = Stage.freePort();
        int haproxy = Stage.freePort();
        target("no proxy", to.stable(), servers, 0);
        String config = RouterConfigs.nginx(nginx, copying, to);
        target("nginx", nginx, stage.nginx(Stage.MEASURED, "nginx", config), 0);
        Path file = stage.folder().resolve("haproxy.cfg");
        Files.writeString(file, RouterConfigs.haproxy(haproxy, to));
        List<String> command = List.of("haproxy", "-db", "-f", file.toString());
        target("HAProxy", haproxy, stage.start(Stage.MEASURED, "haproxy", command), 0);
        Target router = router("router", to, false);
        Target plain = targets.get(1);
        targets.add(new Target("nginx, mirror 100 %", copying, plain.process(), 0, new ArrayList<>()));
        Target mirroring = router("router, mirror 100 %", to, true);
        if (System.getenv("BEFORE") != null) {
            router("router before", to, false);
        }
        for (Target target : targets) {
            stage.awaitAnswer(target.port(), PATH);
        }
        Files.writeString(
                script(),
                "wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body=[[" + BODY + "]]\n");
        for (Target target : targets) {
            warmUp(target);
        }
        Stage.Machine before = stage.machine();
        long start = System.nanoTime();
        closedLoop(router, mirroring);
        if (!Stage.OTHERS.equals(Stage.MEASURED)) {
            stage.run("0,1", "taskset", List.of("taskset", "-a", "-c", "-p", Stage.OTHERS, Long.toString(ProcessHandle.current().pid())));
            stage.run("0,1", "chrt", List.of("chrt", "--all-tasks", "--rr", "--pid", "2", Long.toString(ProcessHandle.current().pid())));
            openLoop(router, mirroring);
        }
        System.out.println(stage.machine().since(before, (System.nanoTime() - start) / 1e9));
    }

    private Target target(String name, int port, Process process, int admin) {
        Target target = new Target(name, port, process, admin, new ArrayList<>());
        targets.add(target);
        return target;
    }

    private Target router(String name, RouterConfigs.Servers to, boolean mirror) throws Exception {
        int port = Stage.freePort();
        int admin = Stage.freePort();
        Path routes = stage.folder().resolve("routes-" + port + ".json");
        Files.writeString(routes, RouterConfigs.routes(to, mirror));
        List<String> settings = List.of(
                "-Dsignalbox.router.event-loops=1",
                "-Dsignalbox.router.routes=file:" + routes,
                "-Dsignalbox.telemetry.url=http://127.0.0.1:" + to.stable());
        Process process = name.endsWith("before")
                ? stage.router("0,1", "router-" + port, System.getenv("BEFORE"), port, admin, settings)
                : stage.router("0,1", "router-" + port, port, admin, settings);
        return target(name, port, process, admin);
    }

    /*
     * A JVM compiles what it runs often, and gets to it when a core is idle. It is warm when there was hardly anything left to be compiled for several
     * rounds: the largest methods come last, one at a time. What it assumed on two cores need not hold on one, so it is warmed up there as well.
     */
    private void warmUp(Target target) throws Exception {
        if (target.admin() == 0) {
            load(target, CONNECTIONS, 1);
            return;
        }
        warmUpOnItsCores(target);
        stage.pin(target.process(), Stage.MEASURED);
        warmUpOnItsCores(target);
    }

    /* With what will be asked of it, a look at its metrics too: classes that are loaded for the first time undo what was compiled without them. */
    private void warmUpOnItsCores(Target target) throws Exception {
        OpenLoop.run(target.port(), PATH, BODY, 4000, 3);
        int quiet = 0;
        for (int round = 0; quiet < QUIET_ROUNDS && round < warmUps; round++) {
            double before = Stage.compilerSeconds(target.process());
            load(target, CONNECTIONS, 3);
            allocated(target);
            quiet = Stage.compilerSeconds(target.process()) - before < 0.05 ? quiet + 1 : 0;
        }
    }

    private void closedLoop(Target router, Target mirroring) throws Exception {
        double compiling = Stage.compilerSeconds(router.process());
        double used = Stage.cpuSeconds(router.process());
        double allocated = 0;
        double handled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (Target target : targets) {
                double before = target == router ? allocated(router) : 0;
                Result result = load(target, CONNECTIONS, seconds);
                target.results().add(result);
                if (target == router) {
                    allocated += allocated(router) - before;
                    handled += result.perSecond() * seconds;
                }
            }
        }
        double nginx = targets.get(1).cpuMicros();
        System.out.println("closed loop, 32 connections | requests/s | CPU us/request | CPU / nginx | of it in its own code | p99");
        System.out.println("---|---:|---:|---:|---:|---:");
        for (Target target : targets) {
            boolean proxy = target != targets.getFirst();
            System.out.printf(
                    Locale.ROOT,
                    "%s | %.0f | %s | %s | %s | %s%n",
                    target.name(),
                    target.perSecond(),
                    proxy ? String.format(Locale.ROOT, "%.1f", target.cpuMicros()) : "-",
                    proxy ? String.format(Locale.ROOT, "%.2f", target.cpuMicros() / nginx) : "-",
                    proxy ? String.format(Locale.ROOT, "%.1f", target.userMicros()) : "-",
                    target.median(Comparator.comparingDouble(Result::perSecond)).p99());
        }
        double copied = stage.metric(mirroring.admin(), "signalbox_router_mirrored_requests_total");
        double dropped = stage.metric(mirroring.admin(), "signalbox_router_mirror_drops_total");
        System.out.printf(
                Locale.ROOT,
                "router, mirror 100 %% / nginx, mirror 100 %%: CPU %.2f%n"
                        + "the mirroring router dropped %.1f %% of the copies at saturation%n"
                        + "the router allocates %.0f bytes a request; its compilers took %.1f %% of its CPU%n%n",
                mirroring.cpuMicros() / targets.get(4).cpuMicros(),
                100 * dropped / (copied + dropped),
                allocated / handled,
                100 * (Stage.compilerSeconds(router.process()) - compiling)
                        / (Stage.cpuSeconds(router.process()) - used));
    }

    /* At half of what the slower of two can do: with a mirror, half of what it can do with it. */
    private void openLoop(Target router, Target mirroring) throws Exception {
        latencies(List.of(targets.get(0), targets.get(1), targets.get(2), router), router.perSecond() / 2);
        latencies(List.of(targets.get(0), router, mirroring), mirroring.perSecond() / 2);
    }

    private void latencies(List<Target> compared, double perSecond) throws Exception {
        LatencyTable table = new LatencyTable(perSecond);
        for (int round = 0; round <= ROUNDS; round++) {
            for (Target target : compared) {
                /* The first round warms the client up. */
                OpenLoop.Latencies latencies = OpenLoop.run(target.port(), PATH, BODY, perSecond, round == 0 ? 2 : seconds);
                if (round > 0) {
                    table.add(target.name(), latencies);
                }
            }
        }
        table.print();
    }

    private Path script() {
        return stage.folder().resolve("post.lua");
    }

    private Result load(Target target, int connections, int duration) throws Exception {
        double before = Stage.cpuSeconds(target.process());
        double userBefore = Stage.userSeconds(target.process());
        String report = stage.run(
                Stage.OTHERS,
                "wrk",
                List.of(
                        "wrk", "-t1", "-c" + connections, "-d" + duration + "s", "--latency", "-s",
                        script().toString(), "http://127.0.0.1:" + target.port() + PATH));
        double used = Stage.cpuSeconds(target.process()) - before;
        double user = Stage.userSeconds(target.process()) - userBefore;
        if (report.contains("Non-2xx") || report.contains("Socket errors")) {
            throw new IllegalStateException(target.name() + " failed requests:\n" + report);
        }
        double requests = Double.parseDouble(found(report, "(\\d+) requests in"));
        return new Result(requests / duration, used * 1e6 / requests, user * 1e6 / requests, found(report, "99%\\s+(\\S+)"));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no \"" + pattern + "\" in:\n" + text);
        }
        return matcher.group(1);
    }

    /* The counter knows what was allocated up to the last collection; what came after is in Eden. */
    private double allocated(Target router) {
        return stage.metric(router.admin(), "jvm_gc_memory_allocated_bytes_total")
                + stage.metric(router.admin(), "jvm_memory_used_bytes\\{[^}]*id=\"Eden Space\"[^}]*}");
    }
}
