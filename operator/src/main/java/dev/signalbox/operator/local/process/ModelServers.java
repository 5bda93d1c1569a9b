package dev.signalbox.operator.local.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.folder.MeshFolder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the model servers of this machine as they are wanted. They outlive the supervisor, which takes over those that it finds
 * running. Thread safe: wishes and reports cross through concurrent maps, all else happens on one thread.
 */
public final class ModelServers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelServers.class);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PROBE_CONNECT = Duration.ofSeconds(1);
    private static final Duration TAKE_OVER = Duration.ofSeconds(3);
    private static final int TICKS_BETWEEN_LOG_CHECKS = 20;

    private final Launcher launcher;
    private final RunFiles runs;
    private final LogFiles logs;
    private final Clock clock;
    private final HttpClient http;
    private final ModelServer.Surroundings around;
    private final ScheduledExecutorService thread;
    private final AtomicBoolean awake = new AtomicBoolean();
    private volatile Consumer<DeploymentName> listener = nobody -> {};

    private final Map<Group.Name, Wanted> wishes = new ConcurrentHashMap<>();
    private final Map<DeploymentName, List<ServerReport>> reports = new ConcurrentHashMap<>();

    /* On the thread only. */
    private final Map<Group.Name, Group> groups = new TreeMap<>();
    private int ticks;

    /**
     * The files of model servers.
     *
     * @param logBytes the size at which a log is cut
     */
    public record Files(MeshFolder folder, ObjectMapper json, long logBytes) {}

    /** A supervisor; it does nothing before it is started. */
    public ModelServers(Files files, ServerCommand command, Limits limits, Clock clock) {
        this(files, new Launcher(command, files.folder(), FreePorts.ofThisMachine()), limits, clock);
    }

    ModelServers(Files files, Launcher launcher, Limits limits, Clock clock) {
        this.launcher = launcher;
        this.runs = new RunFiles(files.folder(), files.json());
        this.logs = new LogFiles(files.folder(), files.logBytes());
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("model-servers").daemon().factory());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PROBE_CONNECT)
                .build();
        this.around = new ModelServer.Surroundings(launcher, runs, limits, http, this::wake);
    }

    /**
     * Takes over what runs and begins to supervise; the listener is told of every change. When this returns, the reports tell
     * the readiness of everything that was taken over: nobody sees a version without endpoints only because the operator was
     * restarted.
     */
    public void start(Consumer<DeploymentName> changes) throws IOException {
        listener = changes;
        await(onThread(this::takeOver));
        onThread(() -> {
            tick();
            return true;
        });
        var unused = thread.scheduleWithFixedDelay(this::tick, TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private List<CompletableFuture<?>> takeOver() throws IOException {
        Instant now = clock.instant();
        for (Wanted wanted : runs.wishes()) {
            wishes.put(new Group.Name(wanted.deployment(), wanted.version()), wanted);
        }
        List<CompletableFuture<?>> answers = new ArrayList<>();
        for (RunRecord run : runs.all()) {
            Group.Name name = new Group.Name(run.deployment(), run.version());
            ModelServer server = ModelServer.left(around, run, wishes.get(name), now);
            group(name).add(server);
            answers.add(server.ask(now));
        }
        return answers;
    }

    /* Answers of model servers wake the thread while the caller still starts: what the thread owns, only the thread touches. */
    private <T> T onThread(Callable<T> work) throws IOException {
        try {
            return thread.submit(work).get();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw cause instanceof IOException io ? io : new IOException("model servers not taken over", cause);
        }
    }

    private static void await(List<CompletableFuture<?>> answers) {
        try {
            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                    .get(TAKE_OVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException silent) {
            LOG.warnf("Model servers taken over without an answer: reason=%s", silent.toString());
        }
    }

    /** Wants these model servers; asking again with another number, or another model, changes them. Durable when it returns. */
    public void ensure(Wanted wanted) throws IOException {
        Group.Name name = new Group.Name(wanted.deployment(), wanted.version());
        if (!wanted.equals(wishes.get(name))) {
            runs.write(wanted);
            wishes.put(name, wanted);
            wake();
        }
    }

    /** Wants no model servers of a version any more. Durable when it returns; the processes end later. */
    public void remove(DeploymentName deployment, ModelVersion version) throws IOException {
        runs.delete(deployment, version);
        wishes.remove(new Group.Name(deployment, version));
        wake();
    }

    /** Removes the files of a deployment of which nothing runs or is wanted. */
    public void forget(DeploymentName deployment) throws IOException {
        try {
            thread.submit(() -> forgetNow(deployment)).get(TAKE_OVER.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stop);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException failed) {
            throw new IOException("model servers of " + deployment + " are not gone yet", failed);
        }
    }

    /* On the thread, since it alone knows what runs. */
    private boolean forgetNow(DeploymentName deployment) throws IOException {
        boolean some =
                groups.keySet().stream().anyMatch(name -> name.deployment().equals(deployment));
        if (some || !versions(deployment).isEmpty()) {
            throw new IOException("some still run");
        }
        runs.forget(deployment);
        logs.forget(deployment);
        return true;
    }

    /** What is wanted of a version; nothing if it is absent. */
    public @Nullable Wanted wanted(DeploymentName deployment, ModelVersion version) {
        return wishes.get(new Group.Name(deployment, version));
    }

    /** Whether a model server was started with what is wanted now. */
    public boolean upToDate(ServerReport report, Wanted wanted) {
        return report.hash().equals(launcher.hash(wanted));
    }

    /** The versions of which anything runs or is wanted. */
    public Set<ModelVersion> versions(DeploymentName deployment) {
        Set<ModelVersion> found = new HashSet<>();
        reports(deployment).forEach(report -> found.add(report.key().version()));
        wishes.keySet().stream()
                .filter(name -> name.deployment().equals(deployment))
                .forEach(name -> found.add(name.version()));
        return found;
    }

    /** How the model servers of a deployment are. */
    public List<ServerReport> reports(DeploymentName deployment) {
        return reports.getOrDefault(deployment, List.of());
    }

    /** The deployments that have model servers, or are to have some. */
    public Set<DeploymentName> deployments() {
        Set<DeploymentName> found = new HashSet<>(reports.keySet());
        wishes.keySet().forEach(name -> found.add(name.deployment()));
        return found;
    }

    /** Stops supervising. The model servers run on. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(TAKE_OVER.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("Supervisor did not end in time");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }

    private void wake() {
        if (awake.compareAndSet(false, true)) {
            try {
                thread.execute(this::tick);
            } catch (RejectedExecutionException closed) {
                LOG.debug("Change after the supervisor was closed");
            }
        }
    }

    /* A failure must end neither the ticks, since the executor drops a task that throws, nor those of other versions. */
    private void tick() {
        awake.set(false);
        try {
            Instant now = clock.instant();
            wishes.keySet().forEach(this::group);
            for (Group group : List.copyOf(groups.values())) {
                tryTick(group, now);
            }
            publish();
            if (++ticks % TICKS_BETWEEN_LOG_CHECKS == 0) {
                boundLogs();
            }
        } catch (IOException | RuntimeException failed) {
            LOG.errorf("Supervision failed, going on: reason=%s", failed.toString());
        }
    }

    private void tryTick(Group group, Instant now) {
        try {
            tick(group, now);
        } catch (IOException | RuntimeException failed) {
            LOG.errorf("Version not supervised, going on: version=%s reason=%s", group.name(), failed.toString());
        }
    }

    private void tick(Group group, Instant now) throws IOException {
        boolean someGone = group.tick(now, wishes.get(group.name()));
        if (someGone) {
            logs.prune(group.name().deployment(), keys());
        }
        if (group.isEmpty() && !wishes.containsKey(group.name())) {
            groups.remove(group.name());
        }
    }

    private Group group(Group.Name name) {
        return groups.computeIfAbsent(name, absent -> new Group(absent, around));
    }

    private void boundLogs() throws IOException {
        for (ServerKey key : keys()) {
            logs.bound(key);
        }
    }

    private Set<ServerKey> keys() {
        return groups.values().stream()
                .flatMap(group -> group.reports().stream())
                .map(ServerReport::key)
                .collect(Collectors.toSet());
    }

    private void publish() {
        Map<DeploymentName, List<ServerReport>> next = new TreeMap<>();
        for (Group group : groups.values()) {
            if (!group.isEmpty()) {
                next.computeIfAbsent(group.name().deployment(), d -> new ArrayList<>())
                        .addAll(group.reports());
            }
        }
        Set<DeploymentName> touched = new HashSet<>(reports.keySet());
        touched.addAll(next.keySet());
        for (DeploymentName deployment : touched) {
            List<ServerReport> now = next.getOrDefault(deployment, List.of());
            List<ServerReport> before = reports(deployment);
            if (now.isEmpty()) {
                reports.remove(deployment);
            } else {
                reports.put(deployment, List.copyOf(now));
            }
            if (!now.equals(before)) {
                listener.accept(deployment);
            }
        }
    }
}
