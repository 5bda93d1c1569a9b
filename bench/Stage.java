import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The programs of one benchmark, each on its core, and a folder for their files. Nothing of it outlives the benchmark. */
final class Stage implements AutoCloseable {
    /** The core of what is measured. */
    static final String MEASURED = "0";

    /**
     * The core of clients and model servers; with ONE_CORE set, the same. Where cores are virtual, waking one from another can
     * cost more than all the rest of a request.
     */
    static final String OTHERS = System.getenv("ONE_CORE") == null ? "1" : MEASURED;

    private final Path folder;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Process> started = new ArrayList<>();
    private Runnable last = () -> {};

    Stage(String name) throws IOException {
        folder = Files.createTempDirectory(name);
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** What is to be ended beside the programs that were started here. */
    synchronized void atLast(Runnable action) {
        last = action;
    }

    Path folder() {
        return folder;
    }

    Process start(String cores, String name, List<String> command) throws IOException {
        List<String> all = new ArrayList<>(List.of("taskset", "-c", cores));
        all.addAll(command);
        Process process = new ProcessBuilder(all)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start();
        started.add(process);
        return process;
    }

    /** Runs a program to its end and returns what it said. */
    String run(String cores, String name, List<String> command) throws Exception {
        Process process = start(cores, name, command);
        started.remove(process);
        int status = process.waitFor();
        String said = Files.readString(folder.resolve(name + ".log"));
        if (status != 0) {
            throw new IllegalStateException(command + " ended with " + status + ":\n" + said);
        }
        return said;
    }

    /** Keeps all threads of a process to some cores from now on. */
    void pin(Process process, String cores) throws Exception {
        run("0,1", "taskset", List.of("taskset", "-a", "-c", "-p", cores, Long.toString(process.pid())));
    }

    Process nginx(String cores, String name, String config) throws IOException {
        return nginx(cores, name, config, List.of());
    }

    /** An nginx started by another program: one that gives it a place in its core's queue. */
    Process nginx(String cores, String name, String config, List<String> by) throws IOException {
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
        String nginx = System.getenv().getOrDefault("NGINX", "nginx");
        List<String> command = new ArrayList<>(by);
        command.addAll(List.of(nginx, "-p", prefix.toString(), "-c", file.toString()));
        return start(cores, name, command);
    }

    /** A router with these settings; its admin port is the second one. */
    Process router(String cores, String name, int port, int admin, List<String> settings) throws IOException {
        return router(cores, name, "traffic-router/target/quarkus-app/quarkus-run.jar", port, admin, settings);
    }

    /** A router of another build. */
    Process router(String cores, String name, String jar, int port, int admin, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + admin,
                "-Dsignalbox.router.host=127.0.0.1",
                "-Dsignalbox.router.port=" + port));
        command.addAll(settings);
        command.addAll(List.of("-jar", jar));
        return start(cores, name, command);
    }

    /** Replaces a file as a whole. */
    static void write(Path file, String text) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** What a page says, if it answers 200. */
    Optional<String> get(int port, String path) {
        try {
            URI uri = URI.create("http://127.0.0.1:" + port + path);
            HttpResponse<String> answer =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            return Optional.of(answer.body()).filter(body -> answer.statusCode() == 200);
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void awaitAnswer(int port, String path) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (get(port, path).isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("nothing answers on port " + port + logs());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    /* The end of what each program said: the folder goes with this process. */
    private String logs() {
        StringBuilder said = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                List<String> lines = Files.readAllLines(log);
                said.append("\n--- ").append(log.getFileName()).append('\n');
                said.append(String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size())));
            }
        } catch (IOException e) {
            said.append("\nlogs cannot be read: ").append(e);
        }
        return said.toString();
    }

    /** The sum of a router's series of one metric. */
    double metric(int admin, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)")
                .matcher(get(admin, "/q/metrics").orElse(""));
        double sum = 0;
        while (found.find()) {
            sum += Double.parseDouble(found.group(1));
        }
        return sum;
    }

    /** Of a process's CPU time, what it spent in its own code. */
    static double userSeconds(Process process) throws IOException {
        return Long.parseLong(statFields(Path.of("/proc", Long.toString(process.pid()), "stat"))[11]) / 100.0;
    }

    static double cpuSeconds(Process process) throws IOException {
        return cpuSeconds(Path.of("/proc", Long.toString(process.pid()), "stat"));
    }

    /* proc(5): utime and stime are fields 14 and 15, in ticks of 10 ms. */
    private static double cpuSeconds(Path stat) throws IOException {
        String[] fields = statFields(stat);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    private static String[] statFields(Path stat) throws IOException {
        String text = Files.readString(stat);
        return text.substring(text.lastIndexOf(')') + 2).split(" ");
    }

    /** The CPU time that a JVM's compilers have used, in seconds. */
    static double compilerSeconds(Process process) throws IOException {
        double seconds = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).matches("C[12] Compiler.*\\s*")) {
                    seconds += cpuSeconds(thread.resolve("stat"));
                }
            }
        }
        return seconds;
    }

    /** What the machine has done so far, in seconds of one core: for others than this benchmark, and for other machines. */
    record Machine(double others, double stolen) {
        String since(Machine before, double seconds) {
            return String.format(
                    Locale.ROOT,
                    "noise while measuring: other programs took %.1f %% of a core, other machines %.1f %%",
                    100 * (others - before.others) / seconds,
                    100 * (stolen - before.stolen) / seconds);
        }
    }

    /* Programs that have ended are known by what their parent, this process, waited for. */
    Machine machine() throws IOException {
        String[] all = Files.readAllLines(Path.of("/proc/stat")).getFirst().trim().split("\\s+");
        double busy = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
            busy += Long.parseLong(all[field]) / 100.0;
        }
        double own = cpuSeconds(Path.of("/proc/self/stat")) + ended();
        for (Process process : started) {
            own += cpuSeconds(process);
        }
        return new Machine(busy - own, Long.parseLong(all[8]) / 100.0);
    }

    private static double ended() throws IOException {
        String[] fields = statFields(Path.of("/proc/self/stat"));
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / 100.0;
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /* Also when the run is interrupted: no process and no file stays behind. */
    @Override
    public synchronized void close() {
        last.run();
        last = () -> {};
        started.forEach(Process::destroy);
        try {
            for (Process process : started) {
                if (!process.waitFor(5, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            }
            started.clear();
            if (Files.exists(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("could not clean up " + folder + ": " + e);
        }
    }
}
