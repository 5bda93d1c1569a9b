package dev.signalbox.cli.mesh;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One service of the mesh: started, started again with growing pauses whenever it ends by itself, and ended. Used by the
 * supervisor's thread alone.
 */
final class ManagedService {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    /* A process that ran this long is not crashing in a loop. */
    private static final Duration STEADY = Duration.ofSeconds(30);
    private static final Duration DRAIN = Duration.ofSeconds(10);

    /** What to start: the environment is the service's whole configuration. */
    record Plan(String name, List<String> command, Map<String, String> environment, URI ready, Path log) {}

    private final Plan plan;
    private @Nullable Process process;
    private long startedNanos;
    private long restartAtNanos;
    private Duration pause = FIRST_PAUSE;
    private int restarts;

    ManagedService(Plan plan) {
        this.plan = plan;
    }

    String name() {
        return plan.name();
    }

    void start(long nowNanos) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(plan.command())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
        builder.environment().putAll(plan.environment());
        process = builder.start();
        startedNanos = nowNanos;
    }

    /** Starts the service again if it ended and its pause is over; returns whether it did. */
    boolean restartIfEnded(long nowNanos) throws IOException {
        if (process == null || process.isAlive()) {
            return false;
        }
        if (restartAtNanos == 0) {
            boolean steady = nowNanos - startedNanos > STEADY.toNanos();
            pause = steady ? FIRST_PAUSE : pause;
            restartAtNanos = nowNanos + pause.toNanos();
            pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
            return false;
        }
        if (nowNanos < restartAtNanos) {
            return false;
        }
        restartAtNanos = 0;
        restarts++;
        start(nowNanos);
        return true;
    }

    boolean ready(HttpClient http) {
        try {
            HttpRequest request = HttpRequest.newBuilder(plan.ready())
                    .timeout(Duration.ofSeconds(2))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    MeshState.@Nullable Running running() {
        return process == null ? null : new MeshState.Running(name(), ProcessId.of(process.toHandle()), restarts);
    }

    Path log() {
        return plan.log();
    }

    void askToEnd() {
        if (process != null) {
            process.destroy();
        }
    }

    void stop() {
        if (process != null) {
            end(process.toHandle(), DRAIN);
        }
    }

    /** Asks a process to end, waits, and ends it if it does not. */
    static void end(ProcessHandle process, Duration patience) {
        process.destroy();
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
