package dev.signalbox.operator.local;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.operator.local.folder.DeploymentFiles;
import dev.signalbox.operator.local.folder.DeploymentFiles.Wish;
import dev.signalbox.operator.local.folder.EventLog;
import dev.signalbox.operator.local.folder.FolderLock;
import dev.signalbox.operator.local.folder.MeshFolder;
import dev.signalbox.operator.local.folder.RouteFile;
import dev.signalbox.operator.local.folder.StatusFiles;
import dev.signalbox.operator.local.process.ModelServers;
import dev.signalbox.operator.local.process.TrainingRuns;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.DeploymentFacts.Document;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.VersionFacts;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The platform without a cluster: deployments are YAML files in a folder, versions are model server processes of this machine, and
 * the routes are a file that routers watch. Everything that a restarted operator must know is in the folder. Thread safe.
 */
public final class LocalPlatform implements Platform {
    private static final Logger LOG = Logger.getLogger(LocalPlatform.class);

    private final LocalSettings settings;
    private final Clock clock;
    private final MeshFolder folder;
    private final FolderLock lock;
    private final DeploymentFiles deployments;
    private final StatusFiles statuses;
    private final Documents documents;
    private final RouteFile routes;
    private final EventLog events;
    private final ModelServers servers;
    private final LocalVersions versions;
    private final LocalTrainings trainings;
    private final ScheduledExecutorService watch;
    private @Nullable String lastLookFailure;

    /**
     * Takes the folder for this operator.
     *
     * @throws PlatformException if another operator has it, or it cannot be written
     */
    public LocalPlatform(LocalSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.folder = new MeshFolder(settings.folder());
        this.lock = lock(folder);
        ObjectMapper json = json();
        this.deployments = new DeploymentFiles(folder, clock, settings.pollInterval());
        this.statuses = new StatusFiles(folder);
        this.documents = new Documents(statuses, clock);
        this.routes = new RouteFile(folder, json);
        this.events = new EventLog(folder, json);
        this.servers = new ModelServers(
                new ModelServers.Files(folder, json, settings.logBytes()),
                settings.command(),
                settings.limits(),
                clock);
        this.versions = new LocalVersions(servers);
        this.trainings = new LocalTrainings(
                new TrainingRuns(folder, json, settings.logBytes(), clock), folder, settings.trainers());
        this.watch = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("deployments-watch").daemon().factory());
    }

    private static FolderLock lock(MeshFolder folder) {
        try {
            return FolderLock.take(folder);
        } catch (IOException taken) {
            throw failed("take the mesh folder", taken);
        }
    }

    static ObjectMapper json() {
        return new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @Override
    public void start(Consumer<DeploymentName> changed) {
        try {
            Files.createDirectories(folder.deployments());
            statuses.read();
            routes.read();
            statuses.names().forEach(deployments::expect);
            deployments.look();
            servers.start(changed);
            trainings.runs().start(changed);
            trainings.runs().deployments().forEach(deployments::expect);
        } catch (IOException unreadable) {
            throw failed("read the mesh folder", unreadable);
        }
        servers.deployments().forEach(deployments::expect);
        routes.deployments().forEach(deployments::expect);
        long pause = settings.pollInterval().toMillis();
        var unused = watch.scheduleWithFixedDelay(() -> look(changed), pause, pause, TimeUnit.MILLISECONDS);
    }

    /* A failure must not end the watch: the executor drops a task that throws. It is told once, not ten times a second. */
    private void look(Consumer<DeploymentName> changed) {
        try {
            deployments.look().forEach(changed);
            lastLookFailure = null;
        } catch (IOException | RuntimeException failed) {
            String failure = failed.toString();
            if (!failure.equals(lastLookFailure)) {
                LOG.errorf("Deployments cannot be read, the last state goes on: reason=%s", failure);
                lastLookFailure = failure;
            }
        }
    }

    @Override
    public Set<DeploymentName> deployments() {
        Set<DeploymentName> names = new TreeSet<>(deployments.names());
        names.addAll(statuses.names());
        names.addAll(servers.deployments());
        names.addAll(routes.deployments());
        return names;
    }

    @Override
    public Optional<DeploymentFacts> observe(DeploymentName name) {
        Wish wish = deployments.wish(name).orElse(null);
        if (wish == null) {
            deployments.expect(name);
            throw new PlatformException("the file of " + name + " is being written");
        }
        try {
            Map<ModelVersion, VersionFacts> seen = new TreeMap<>(versions.facts(name));
            Route route = routes.route(name).orElse(null);
            Document document = documents.of(name, wish).orElse(null);
            Map<TrainingKey, TrainingFacts> trained = trainings.runs().facts(name);
            if (document == null && seen.isEmpty() && route == null && trained.isEmpty()) {
                deployments.forget(name);
                return Optional.empty();
            }
            return Optional.of(new DeploymentFacts(
                    name, document == null ? documents.ofRemains(name) : document, seen, route, trained));
        } catch (IOException unreadable) {
            throw failed("read the state of " + name, unreadable);
        }
    }

    @Override
    public void apply(DeploymentName name, Effect.OnPlatform effect) {
        try {
            switch (effect) {
                case Effect.EnsureVersion ensure -> versions.ensure(name, ensure.version());
                case Effect.RemoveVersion remove -> servers.remove(name, remove.version());
                case Effect.WriteRoute write -> routes.put(write.route());
                case Effect.RemoveRoute remove -> routes.remove(name);
                case Effect.Announce announce -> announce(name, announce);
                case Effect.StartTraining start -> trainings.start(name, start.order());
                case Effect.StopTraining stop -> trainings.runs().stop(name, stop.training());
                case Effect.Forget forget -> forget(name);
            }
        } catch (IOException notDone) {
            throw failed("carry out " + effect.getClass().getSimpleName() + " for " + name, notDone);
        }
    }

    private void announce(DeploymentName name, Effect.Announce announce) throws IOException {
        String type = announce.reason().warning() ? "Warning" : "Normal";
        events.add(
                name,
                new EventLog.Entry(clock.instant(), type, announce.reason().word(), announce.message()));
    }

    /* The status goes last: as long as it is there, a restarted operator knows that something is left to do. */
    private void forget(DeploymentName name) throws IOException {
        servers.forget(name);
        trainings.runs().forget(name);
        events.forget(name);
        statuses.forget(name);
    }

    @Override
    public void writeStatus(DeploymentName name, ModelDeploymentStatus status) {
        try {
            statuses.keepStatus(name, status);
        } catch (IOException notWritten) {
            throw failed("write the status of " + name, notWritten);
        }
    }

    @Override
    public Optional<String> trainingRefusal(RetrainingRules.Trainer trainer) {
        return trainings.refusal(trainer);
    }

    @Override
    public List<URI> instances(DeploymentName name, ModelVersion version) {
        return versions.endpoints(name, version).stream()
                .map(endpoint -> URI.create("http://" + endpoint))
                .toList();
    }

    /** None: the configuration names the routers. */
    @Override
    public List<URI> routers() {
        return List.of();
    }

    @Override
    public boolean judges() {
        return true;
    }

    @Override
    public void close() {
        watch.shutdownNow();
        servers.close();
        try {
            lock.close();
        } catch (IOException notClosed) {
            LOG.warnf("Lock not released before the end of the process: reason=%s", notClosed.toString());
        }
    }

    private static PlatformException failed(String what, IOException cause) {
        return new PlatformException("cannot " + what + ": " + cause.getMessage(), cause);
    }
}
