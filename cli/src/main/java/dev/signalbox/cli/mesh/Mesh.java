package dev.signalbox.cli.mesh;

import dev.signalbox.cli.UserError;
import dev.signalbox.cli.start.StartArchive;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A local mesh as the commands see it: started in the background, found again by its folder, ended. */
public final class Mesh {
    /** The name of the supervisor's list of classes. */
    public static final String SUPERVISOR = "supervisor";

    private static final Duration START_LIMIT = Duration.ofSeconds(150);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final long LOOK_MILLIS = 100;

    private final MeshFolder folder;
    private final @Nullable Path classLists;

    public Mesh(MeshFolder folder) {
        this(folder, null);
    }

    /** A mesh whose processes list the classes that they load in the folder {@code classLists}, if it is given. */
    public Mesh(MeshFolder folder, @Nullable Path classLists) {
        this.folder = folder;
        this.classLists = classLists;
    }

    /** The mesh's folder. */
    public MeshFolder folder() {
        return folder;
    }

    /** The state of the mesh, if it runs. */
    public Optional<MeshState> running() {
        return MeshState.read(folder).filter(MeshState::alive);
    }

    /** The state of the mesh, which has to run. */
    public MeshState required() {
        return running()
                .filter(s -> s.phase() == MeshState.Phase.Ready)
                .orElseThrow(
                        () -> new UserError("no mesh runs in " + folder.root() + ": start one with ./signalbox up"));
    }

    /** Starts the mesh in the background and waits until all of it is ready. */
    public MeshState start(MeshOptions options, Consumer<String> progress) throws IOException {
        if (running().isPresent()) {
            throw new UserError("a mesh runs already in " + folder.root() + ": end it with ./signalbox down");
        }
        Leftovers.endAll(folder);
        folder.create();
        Files.deleteIfExists(folder.meshFile());
        Process supervisor = new ProcessBuilder(command(options))
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
        return await(supervisor, progress);
    }

    /** Ends the mesh; with {@code keep}, data and logs stay. */
    public boolean stop(boolean keep) throws IOException {
        boolean found = Files.exists(folder.meshFile());
        MeshState.read(folder)
                .flatMap(state -> state.supervisor().running())
                .ifPresent(supervisor -> ManagedService.end(supervisor, STOP_LIMIT));
        Leftovers.endAll(folder);
        Files.deleteIfExists(folder.meshFile());
        if (!keep) {
            folder.delete();
        }
        return found;
    }

    private MeshState await(Process supervisor, Consumer<String> progress) throws IOException {
        long limit = System.nanoTime() + START_LIMIT.toNanos();
        int shown = 0;
        while (System.nanoTime() < limit) {
            Optional<MeshState> state = MeshState.read(folder);
            if (state.isPresent()) {
                for (MeshState.Running service : state.get()
                        .services()
                        .subList(
                                Math.min(shown, state.get().services().size()),
                                state.get().services().size())) {
                    progress.accept("starting " + service.name());
                }
                shown = Math.max(shown, state.get().services().size());
                if (state.get().phase() == MeshState.Phase.Ready) {
                    return state.get();
                }
            }
            if (!supervisor.isAlive()) {
                break;
            }
            pause();
        }
        String why = MeshState.read(folder).map(MeshState::failure).orElse("see " + log());
        throw new UserError("the mesh did not start: " + why);
    }

    private List<String> command(MeshOptions options) {
        List<String> command = new ArrayList<>();
        /* A session of its own: neither Ctrl-C nor the end of this terminal reaches it. */
        if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
            command.add("/usr/bin/setsid");
        }
        command.add(Programs.java());
        /* Unpacking PostgreSQL takes the dictionary of its archive, some 100 MB; later it needs next to nothing. */
        command.add("-Xmx256m");
        command.add("-XX:+UseSerialGC");
        command.add("-XX:TieredStopAtLevel=1");
        String home = System.getProperty("signalbox.home", ".");
        if (classLists != null) {
            command.add("-XX:DumpLoadedClassList=" + Programs.classList(classLists, SUPERVISOR));
        } else {
            command.addAll(StartArchive.ofCommand(Path.of(home).toAbsolutePath().normalize())
                    .options());
        }
        command.add("-Djava.io.tmpdir=" + folder.tmp());
        command.add("-Dsignalbox.home=" + home);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("dev.signalbox.cli.Signalbox");
        command.add("supervise");
        command.add("--mesh=" + folder.root());
        command.add("--routers=" + options.routers());
        command.add("--operator-interval=" + options.operatorInterval());
        command.add("--model-server-telemetry=" + options.modelServerTelemetry());
        command.add("--records=" + options.records());
        if (classLists != null) {
            command.add("--class-lists=" + classLists);
        }
        return command;
    }

    private Path log() {
        return folder.logs().resolve("supervisor.log");
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
