package dev.signalbox.operator.local.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.folder.AtomicFile;
import dev.signalbox.operator.local.folder.MeshFolder;
import dev.signalbox.operator.platform.TrainingContract;
import dev.signalbox.operator.retraining.TrainingFacts;
import dev.signalbox.operator.retraining.TrainingKey;
import dev.signalbox.operator.retraining.TrainingResult;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of a mesh: each a process with a folder of its own, in which its report, its log, and how it ended stand. They outlive
 * the operator, and so does what became of them. Thread safe; of one deployment by one thread at a time.
 */
public final class TrainingRuns {
    private static final Logger LOG = Logger.getLogger(TrainingRuns.class);
    private static final String EXIT = "exit";
    private static final String REPORT = "report.json";
    private static final String PROCESS = "process.json";
    private static final String LOG_FILE = "log";
    private static final int LONGEST_REPORT = 65_536;
    private static final int TAIL = 2_048;
    private static final long STOP_SECONDS = 5;

    /* The shell writes down how the training ended: who starts later could not ask the system any more. */
    private static final String REMEMBERING =
            "\"$@\"; code=$?; echo $code > \"$0.part\" && mv \"$0.part\" \"$0\"; exit $code";

    private final MeshFolder folder;
    private final ObjectMapper json;
    private final long logBytes;
    private final Clock clock;
    private final Map<Path, TrainingFacts.Ended> ended = new ConcurrentHashMap<>();
    private final Set<Path> watched = ConcurrentHashMap.newKeySet();
    private volatile Consumer<DeploymentName> listener = nobody -> {};

    /** The trainings of this folder, whose logs are cut beyond a size. */
    public TrainingRuns(MeshFolder folder, ObjectMapper json, long logBytes, Clock clock) {
        this.folder = folder;
        this.json = json;
        this.logBytes = logBytes;
        this.clock = clock;
    }

    /** Tells from now on of every training that ends. */
    public void start(Consumer<DeploymentName> changes) {
        listener = changes;
    }

    /** The file that a training's report goes to. */
    public Path report(DeploymentName name, TrainingKey key) {
        return place(name, key).resolve(REPORT);
    }

    private Path place(DeploymentName name, TrainingKey key) {
        return folder.trainings(name).resolve(key.toString());
    }

    /** Starts a training that was not started yet; durable when it returns. */
    public void run(DeploymentName name, TrainingKey key, List<String> line, Map<String, String> environment)
            throws IOException {
        Path place = place(name, key);
        Files.createDirectories(place);
        if (Files.exists(place.resolve(EXIT)) || Files.exists(place.resolve(PROCESS))) {
            return;
        }
        Optional<ProcessHandle> left = ProcessIdentity.startedWith(mark(place));
        if (left.isPresent()) {
            keep(place, left.get());
            return;
        }
        List<String> command = new ArrayList<>(
                List.of("/bin/sh", "-c", REMEMBERING, place.resolve(EXIT).toString()));
        command.addAll(line);
        ProcessBuilder builder = new ProcessBuilder(Detached.command(command));
        Detached.strip(builder.environment());
        builder.environment().putAll(environment);
        builder.directory(folder.root().toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(place.resolve(LOG_FILE).toFile()));
        ProcessHandle started = builder.start().toHandle();
        keep(place, started);
        watch(name, place, started);
    }

    private void keep(Path place, ProcessHandle process) throws IOException {
        TrainingRecord found = TrainingRecord.of(ProcessIdentity.of(process, clock.instant()));
        AtomicFile.write(place.resolve(PROCESS), json.writeValueAsBytes(found));
    }

    /* What the environment of a training has that no other process' has. */
    private static String mark(Path place) {
        return "SIGNALBOX_REPORT=" + place.resolve(REPORT);
    }

    /** The trainings that are there, running or not. */
    public Map<TrainingKey, TrainingFacts> facts(DeploymentName name) throws IOException {
        Map<TrainingKey, TrainingFacts> found = new HashMap<>();
        for (Path place : MeshFolder.listIfThere(folder.trainings(name))) {
            TrainingKey key = key(place.getFileName().toString());
            TrainingFacts facts = key == null ? null : facts(name, place);
            if (key != null && facts != null) {
                found.put(key, facts);
            }
        }
        return found;
    }

    /** The deployments that have any. */
    public Set<DeploymentName> deployments() throws IOException {
        Set<DeploymentName> found = new TreeSet<>();
        for (Path deployment : MeshFolder.listIfThere(folder.trainings())) {
            MeshFolder.ofDotted(deployment.getFileName().toString()).ifPresent(found::add);
        }
        return found;
    }

    private @Nullable TrainingFacts facts(DeploymentName name, Path place) throws IOException {
        TrainingFacts.Ended known = ended.get(place);
        if (known != null) {
            return known;
        }
        Optional<ProcessHandle> process = process(place);
        if (process.isPresent()) {
            watch(name, place, process.get());
            LogFiles.bound(place.resolve(LOG_FILE), logBytes);
            return new TrainingFacts.Running(null);
        }
        Optional<String> exit = text(place.resolve(EXIT), 16);
        if (exit.isEmpty() && !Files.exists(place.resolve(PROCESS))) {
            return null;
        }
        TrainingFacts.Ended now =
                new TrainingFacts.Ended(exit.map(TrainingRuns::number).orElse(null), result(place), tail(place));
        ended.put(place, now);
        return now;
    }

    private Optional<ProcessHandle> process(Path place) throws IOException {
        if (Files.exists(place.resolve(EXIT))) {
            return Optional.empty();
        }
        try {
            return json.readValue(place.resolve(PROCESS).toFile(), TrainingRecord.class)
                    .identity()
                    .find();
        } catch (java.io.FileNotFoundException notStarted) {
            /* Killed between starting it and writing that down. */
            Optional<ProcessHandle> left = ProcessIdentity.startedWith(mark(place));
            if (left.isPresent()) {
                keep(place, left.get());
            }
            return left;
        }
    }

    private void watch(DeploymentName name, Path place, ProcessHandle process) {
        if (watched.add(place)) {
            var unused = process.onExit().thenRun(() -> {
                watched.remove(place);
                listener.accept(name);
            });
        }
    }

    private @Nullable TrainingResult result(Path place) throws IOException {
        return text(place.resolve(REPORT), LONGEST_REPORT)
                .flatMap(text -> TrainingContract.report(text))
                .orElse(null);
    }

    private static @Nullable Integer number(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException notWritten) {
            return null;
        }
    }

    private static Optional<String> text(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(most), StandardCharsets.UTF_8));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    private static @Nullable String tail(Path place) throws IOException {
        Path log = place.resolve(LOG_FILE);
        if (!Files.exists(log)) {
            return null;
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            int length = (int) Math.min(TAIL, file.length());
            byte[] end = new byte[length];
            file.seek(file.length() - length);
            file.readFully(end);
            return new String(end, StandardCharsets.UTF_8);
        }
    }

    /** Ends a training, if it runs, and removes its folder. */
    public void stop(DeploymentName name, TrainingKey key) throws IOException {
        Path place = place(name, key);
        Optional<ProcessHandle> process = process(place);
        if (process.isPresent()) {
            end(process.get());
        }
        delete(place);
        ended.remove(place);
    }

    private static void end(ProcessHandle process) throws IOException {
        List<ProcessHandle> all =
                Stream.concat(process.descendants(), Stream.of(process)).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        for (ProcessHandle each : all) {
            try {
                each.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", stop);
            } catch (ExecutionException | TimeoutException stubborn) {
                LOG.warnf("Training does not end pid=%d", each.pid());
            }
        }
    }

    /** Removes the folder of a deployment of which nothing is trained. */
    public void forget(DeploymentName name) throws IOException {
        Path place = folder.trainings(name);
        ended.keySet().removeIf(run -> run.startsWith(place));
        delete(place);
    }

    private static void delete(Path place) throws IOException {
        if (!Files.exists(place)) {
            return;
        }
        try (Stream<Path> all = Files.walk(place)) {
            all.sorted(Comparator.reverseOrder()).forEach(TrainingRuns::deleteOne);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void deleteOne(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable TrainingKey key(String name) {
        int dot = name.lastIndexOf('.');
        try {
            return dot <= 0
                    ? null
                    : new TrainingKey(
                            new ModelVersion(name.substring(0, dot)), Integer.parseInt(name.substring(dot + 1)));
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }
}
