import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Measures throughput in a closed loop and CPU time per request of the router, of nginx with the same split, and of no proxy,
 * alternating in one run on the same machine. The proxy has one core, load generator and model servers have another.
 */
public final class RouterBench {
    private static final int CONNECTIONS = 32;
    private static final int ROUNDS = 3;
    private static final String BODY = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,20],\"datatype\":\"FP32\",\"data\":"
            + "[0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9,1.0,1.1,1.2,1.3,1.4,1.5,1.6,1.7,1.8,1.9,2.0]}]}";
    private static final String PATH = "/v2/models/loans/infer";

    private final Path folder;
    private final int seconds;
    private final String nginx = System.getenv().getOrDefault("NGINX", "nginx");
    private final List<Process> started = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private RouterBench(Path folder, int seconds) {
        this.folder = folder;
        this.seconds = seconds;
    }

    /** What was measured of one target: its name, its port, and the processes whose CPU time counts. */
    private record Target(String name, int port, List<Long> pids) {}

    private record Result(double perSecond, double cpuMicros, String p99) {}

    /** The only argument is the seconds for each measurement; 8 if absent. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("router-bench");
        RouterBench bench = new RouterBench(folder, args.length > 0 ? Integer.parseInt(args[0]) : 8);
        Runtime.getRuntime().addShutdownHook(new Thread(bench::stop));
        bench.run();
    }

    private void run() throws Exception {
        int one = freePort();
        int two = freePort();
        startNginx("servers", "1", servers(one, two));
        int nginxPort = freePort();
        Process proxy = startNginx("proxy", "0", proxy(nginxPort, one, two));
        int port = freePort();
        int admin = freePort();
        Process router = startRouter(port, admin, one, two, false);
        int mirrorPort = freePort();
        int mirrorAdmin = freePort();
        Process mirroring = startRouter(mirrorPort, mirrorAdmin, one, two, true);
        for (int each : List.of(one, nginxPort, port, mirrorPort)) {
            awaitAnswer(each);
        }
        List<Target> targets = List.of(
                new Target("direct", one, List.of()),
                new Target("nginx", nginxPort, family(proxy)),
                new Target("router", port, List.of(router.pid())),
                new Target("router, mirror 100 %", mirrorPort, List.of(mirroring.pid())));
        for (Target target : targets) {
            load(target, 2 * seconds);
        }
        List<List<Result>> results = new ArrayList<>();
        targets.forEach(target -> results.add(new ArrayList<>()));
        double allocated = allocated(admin);
        double handled = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < targets.size(); i++) {
                Result result = load(targets.get(i), seconds);
                results.get(i).add(result);
                handled += i == 2 ? result.perSecond() * seconds : 0;
            }
        }
        print(targets, results, (allocated(admin) - allocated) / handled);
    }

    private static void print(List<Target> targets, List<List<Result>> results, double bytes) {
        System.out.println("target | requests/s | CPU us/request | CPU / nginx | p99 at saturation");
        System.out.println("---|---:|---:|---:|---:");
        double nginx = median(results.get(1)).cpuMicros();
        for (int i = 0; i < targets.size(); i++) {
            Result middle = median(results.get(i));
            System.out.printf(
                    Locale.ROOT,
                    "%s | %.0f | %s | %s | %s%n",
                    targets.get(i).name(),
                    middle.perSecond(),
                    i == 0 ? "-" : String.format(Locale.ROOT, "%.1f", middle.cpuMicros()),
                    i == 0 ? "-" : String.format(Locale.ROOT, "%.2f", middle.cpuMicros() / nginx),
                    middle.p99());
        }
        System.out.printf(Locale.ROOT, "router allocates %.0f bytes/request%n", bytes);
    }

    private static Result median(List<Result> results) {
        return results.stream()
                .sorted(Comparator.comparingDouble(Result::perSecond))
                .toList()
                .get(results.size() / 2);
    }

    private Result load(Target target, int duration) throws Exception {
        Path script = folder.resolve("post.lua");
        Files.writeString(
                script,
                "wrk.method='POST'\nwrk.headers['Content-Type']='application/json'\nwrk.body=[[" + BODY + "]]\n");
        double before = cpuSeconds(target.pids());
        Process wrk = pinned(
                "1", folder.resolve("wrk.log"), "wrk", "-t1", "-c" + CONNECTIONS, "-d" + duration + "s", "--latency",
                "-s", script.toString(), "http://127.0.0.1:" + target.port() + PATH);
        wrk.waitFor();
        double used = cpuSeconds(target.pids()) - before;
        String report = Files.readString(folder.resolve("wrk.log"));
        if (report.contains("Non-2xx") || report.contains("Socket errors")) {
            throw new IllegalStateException(target.name() + " failed requests:\n" + report);
        }
        double requests = Double.parseDouble(found(report, "(\\d+) requests in"));
        return new Result(requests / duration, used * 1e6 / requests, found(report, "99%\\s+(\\S+)"));
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no \"" + pattern + "\" in:\n" + text);
        }
        return matcher.group(1);
    }

    /* /proc/<pid>/stat: utime and stime are fields 14 and 15, in ticks of 10 ms. */
    private static double cpuSeconds(List<Long> pids) throws IOException {
        long ticks = 0;
        for (long pid : pids) {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            ticks += Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        }
        return ticks / 100.0;
    }

    private double allocated(int admin) throws Exception {
        String metrics = get("http://127.0.0.1:" + admin + "/q/metrics").body();
        return Double.parseDouble(found(metrics, "(?m)^jvm_gc_memory_allocated_bytes_total(?:\\{[^}]*})? (\\S+)"));
    }

    private HttpResponse<String> get(String uri) throws Exception {
        return http.send(HttpRequest.newBuilder(URI.create(uri)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private void awaitAnswer(int port) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                if (get("http://127.0.0.1:" + port + PATH).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                /* It does not listen yet. */
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("nothing answers on port " + port + ", see " + folder);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private Process startRouter(int port, int admin, int one, int two, boolean mirror) throws IOException {
        Path routes = folder.resolve("routes-" + port + ".json");
        Files.writeString(routes, """
                {"v":1,"routes":[{"deployment":"default/loans","revision":1,"timeoutMillis":5000,"failover":true,
                "backends":[{"version":"1","role":"Stable","weight":%d,"endpoints":["127.0.0.1:%d"]},
                {"version":"2","role":"Candidate","weight":%d,"endpoints":["127.0.0.1:%d"]}]%s}]}
                """.formatted(
                        mirror ? 10_000 : 9_500,
                        one,
                        mirror ? 0 : 500,
                        two,
                        mirror ? ",\"mirror\":{\"version\":\"2\",\"percent\":10000}" : ""));
        return pinned(
                "0",
                folder.resolve("router-" + port + ".log"),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + admin,
                "-Dsignalbox.router.host=127.0.0.1",
                "-Dsignalbox.router.port=" + port,
                "-Dsignalbox.router.event-loops=1",
                "-Dsignalbox.router.routes=file:" + routes,
                "-Dsignalbox.telemetry.url=http://127.0.0.1:" + one,
                "-jar",
                "traffic-router/target/quarkus-app/quarkus-run.jar");
    }

    private Process startNginx(String name, String core, String config) throws IOException {
        Path prefix = Files.createDirectories(folder.resolve(name));
        Path file = prefix.resolve("nginx.conf");
        Files.writeString(file, """
                daemon off; master_process off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log;
                events { worker_connections 4096; }
                http {
                  access_log off; keepalive_requests 1000000000;
                  client_body_temp_path %1$s/b; proxy_temp_path %1$s/p; fastcgi_temp_path %1$s/f;
                  uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
                  %2$s
                }
                """.formatted(prefix, config));
        return pinned(core, prefix.resolve("out.log"), nginx, "-p", prefix.toString(), "-c", file.toString());
    }

    private static String servers(int one, int two) {
        return """
                server { listen 127.0.0.1:%d; location / { default_type application/json;
                  return 200 '{"model_name":"loans","outputs":[{"name":"y","shape":[1,1],"datatype":"FP32","data":[0.5]}]}'; } }
                server { listen 127.0.0.1:%d; location / { default_type application/json;
                  return 200 '{"model_name":"loans","outputs":[{"name":"y","shape":[1,1],"datatype":"FP32","data":[0.6]}]}'; } }
                """.formatted(one, two);
    }

    private static String proxy(int port, int one, int two) {
        return """
                upstream stable { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
                upstream candidate { server 127.0.0.1:%d; keepalive 64; keepalive_requests 1000000000; }
                split_clients "$request_id" $version { 5%% candidate; * stable; }
                server { listen 127.0.0.1:%d;
                  location / { proxy_pass http://$version; proxy_http_version 1.1; proxy_set_header Connection "";
                    proxy_set_header X-Request-Id $request_id; proxy_set_header Host $host;
                    add_header Signalbox-Version $version; } }
                """.formatted(one, two, port);
    }

    private Process pinned(String core, Path log, String... command) throws IOException {
        List<String> all = new ArrayList<>(List.of("taskset", "-c", core));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        started.add(process);
        return process;
    }

    private static List<Long> family(Process process) {
        List<Long> pids = new ArrayList<>(List.of(process.pid()));
        process.descendants().forEach(child -> pids.add(child.pid()));
        return pids;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /* Also when the run is interrupted: no process and no file stays behind. */
    private void stop() {
        started.forEach(Process::destroy);
        try {
            for (Process process : started) {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("could not clean up " + folder + ": " + e);
        }
    }
}
