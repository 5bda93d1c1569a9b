import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Measures what a thousand routes, and a hundred changes of them a second, do to the latency and the CPU time of requests. */
public final class ChurnBench {
    private static final int ROUNDS = 3;
    private static final int ROUTES = 1_000;
    private static final int CHANGES = 100;
    private static final String PATH = "/v2/models/m0/infer";
    private static final String BODY = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,1],\"datatype\":\"FP32\",\"data\":[1.5]}]}";

    private final Stage stage;
    private final int rate;
    private final int seconds;
    private final int server;

    private ChurnBench(Stage stage, int rate, int seconds) throws Exception {
        this.stage = stage;
        this.rate = rate;
        this.seconds = seconds;
        this.server = Stage.freePort();
        stage.nginx(Stage.OTHERS, "servers", RouterConfigs.servers(server, Stage.freePort()));
    }

    /** A router, its file, and what stands in it: of each route its revision and its text. */
    private record Router(Process process, int port, Path file, int[] revisions, String[] texts) {}

    /** Arguments: requests a second, and the seconds for each measurement. */
    public static void main(String[] args) throws Exception {
        try (Stage stage = new Stage("churn-bench")) {
            int rate = args.length > 0 ? Integer.parseInt(args[0]) : 4_000;
            new ChurnBench(stage, rate, args.length > 1 ? Integer.parseInt(args[1]) : 4).run();
        }
    }

    private void run() throws Exception {
        Router few = router(1);
        Router many = router(ROUTES);
        for (Router router : new Router[] {few, many}) {
            for (int round = 0; round < 4; round++) {
                OpenLoop.run(router.port(), PATH, BODY, rate, 4);
                change(router, 0);
            }
            stage.pin(router.process(), Stage.MEASURED);
        }
        LatencyTable table = new LatencyTable(rate);
        double[] cpu = new double[3];
        Stage.Machine before = stage.machine();
        long start = System.nanoTime();
        for (int round = 1; round <= ROUNDS; round++) {
            cpu[0] += measured(few, "1 route", table);
            cpu[1] += measured(many, ROUTES + " routes", table);
            Thread changing = changing(many);
            cpu[2] += measured(many, ROUTES + " routes, " + CHANGES + " changes/s", table);
            changing.interrupt();
            changing.join();
        }
        table.print();
        double requests = (double) rate * seconds * ROUNDS;
        System.out.printf(
                Locale.ROOT,
                "CPU us/request: %.1f with 1 route, %.1f with %d, %.1f with changes, the work for these included%n",
                cpu[0] * 1e6 / requests,
                cpu[1] * 1e6 / requests,
                ROUTES,
                cpu[2] * 1e6 / requests);
        System.out.println(stage.machine().since(before, (System.nanoTime() - start) / 1e9));
    }

    private double measured(Router router, String name, LatencyTable table) throws Exception {
        double before = Stage.cpuSeconds(router.process());
        table.add(name, OpenLoop.run(router.port(), PATH, BODY, rate, seconds));
        return Stage.cpuSeconds(router.process()) - before;
    }

    private Router router(int routes) throws Exception {
        int port = Stage.freePort();
        Path file = stage.folder().resolve("routes-" + routes + ".json");
        Router router = new Router(
                stage.router(
                        "0,1",
                        "router-" + routes,
                        port,
                        Stage.freePort(),
                        List.of(
                                "-Dsignalbox.router.event-loops=1",
                                "-Dsignalbox.router.routes=file:" + file,
                                "-Dsignalbox.telemetry.url=http://127.0.0.1:" + server)),
                port,
                file,
                new int[routes],
                new String[routes]);
        for (int model = 0; model < routes; model++) {
            router.texts()[model] = route(model, ++router.revisions()[model]);
        }
        change(router, 0);
        stage.awaitAnswer(port, PATH);
        return router;
    }

    /* The file is replaced as the operator does it. */
    private void change(Router router, int model) throws Exception {
        router.texts()[model] = route(model, ++router.revisions()[model]);
        Stage.write(router.file(), "{\"v\":1,\"routes\":[" + String.join(",", router.texts()) + "]}");
    }

    private Thread changing(Router router) {
        return Thread.ofPlatform().start(() -> {
            try {
                long start = System.nanoTime();
                for (int change = 0; !Thread.currentThread().isInterrupted(); change++) {
                    long due = start + change * TimeUnit.SECONDS.toNanos(1) / CHANGES;
                    TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
                    change(router, change % ROUTES);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private String route(int model, int revision) {
        return """
                {"deployment":"default/m%d","revision":%d,"timeoutMillis":2000,"failover":true,"backends":[\
                {"version":"1","role":"Stable","weight":10000,"endpoints":["127.0.0.1:%d"]}]}\
                """.formatted(model, revision, server);
    }
}
