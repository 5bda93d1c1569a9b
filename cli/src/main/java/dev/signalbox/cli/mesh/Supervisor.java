package dev.signalbox.cli.mesh;

import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Holds a mesh up: starts its database and services, starts again what ends by itself, and ends all of it when it is asked to
 * end. {@code mesh.json} tells at any time what runs.
 */
public final class Supervisor {
    private static final long LOOK_MILLIS = 100;
    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    private final MeshFolder folder;
    private final MeshPlan plan;
    private final MeshDatabase database;
    private final List<ManagedService> services = new ArrayList<>();
    private final Set<String> answered = new HashSet<>();
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(1))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public Supervisor(MeshFolder folder, MeshPorts ports, Programs programs, MeshOptions options) {
        this.folder = folder;
        this.plan = new MeshPlan(folder, ports, programs, options);
        this.database = new MeshDatabase(folder, ports.postgres());
    }

    /** Starts the mesh and holds it up until {@link #stop}. */
    public void run() throws IOException {
        try {
            folder.create();
            write(MeshState.Phase.Starting, null);
            startAll();
            hold();
        } catch (IOException | RuntimeException e) {
            write(MeshState.Phase.Failed, String.valueOf(e.getMessage()));
            throw e;
        } finally {
            stopAll();
            stopped.countDown();
        }
    }

    /** Asks the mesh to end and waits until it has. */
    public void stop() {
        stopping.set(true);
        stopRequested.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void startAll() throws IOException {
        List<ManagedService.Plan> plans = plan.services(database.jdbcUrl());
        /* All but the monitor can start while the database does. */
        for (ManagedService.Plan one : plans) {
            services.add(new ManagedService(one));
        }
        for (ManagedService service : services.subList(1, services.size())) {
            service.start(System.nanoTime());
        }
        database.start();
        services.get(0).start(System.nanoTime());
        write(MeshState.Phase.Starting, null);
    }

    private void hold() throws IOException {
        long started = System.nanoTime();
        boolean ready = false;
        while (!pause()) {
            boolean changed = false;
            for (ManagedService service : services) {
                changed |= service.restartIfEnded(System.nanoTime());
            }
            if (!ready) {
                ready = allReady();
                changed |= ready;
                if (!ready && System.nanoTime() - started > START_LIMIT.toNanos()) {
                    throw new IOException("not ready after " + START_LIMIT.toSeconds() + " s: " + missing());
                }
            }
            if (changed) {
                write(ready ? MeshState.Phase.Ready : MeshState.Phase.Starting, null);
            }
        }
    }

    private boolean allReady() {
        for (ManagedService service : services) {
            if (!answered.contains(service.name()) && service.ready(http)) {
                answered.add(service.name());
            }
        }
        return answered.size() == services.size();
    }

    private String missing() {
        return services.stream()
                .filter(s -> !answered.contains(s.name()))
                .map(s -> s.name() + " (log " + s.log() + ")")
                .toList()
                .toString();
    }

    private void stopAll() throws IOException {
        write(stopping.get() ? MeshState.Phase.Stopping : MeshState.Phase.Failed, lastFailure());
        /* The operator first, so that nothing is started any more; then all that applications and the operator's model servers
         * have under way ends at the same time; the monitor last, so that it still hears of it. */
        if (!services.isEmpty()) {
            services.getLast().stop();
            services.subList(1, services.size()).forEach(ManagedService::askToEnd);
            Leftovers.endModelServers(folder);
            services.reversed().forEach(ManagedService::stop);
        }
        database.close();
    }

    private @Nullable String lastFailure() {
        return MeshState.read(folder).map(MeshState::failure).orElse(null);
    }

    private boolean pause() {
        try {
            return stopRequested.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void write(MeshState.Phase phase, @Nullable String failure) throws IOException {
        List<MeshState.Running> running = services.stream()
                .map(ManagedService::running)
                .filter(Objects::nonNull)
                .toList();
        new MeshState(MeshState.VERSION, phase, ProcessId.of(ProcessHandle.current()), plan.ports(), running, failure)
                .write(folder);
    }
}
