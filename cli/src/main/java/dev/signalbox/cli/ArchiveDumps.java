package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.Programs;
import dev.signalbox.cli.start.ClassLists;
import dev.signalbox.cli.start.StartArchive;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Makes archives of the lists of classes in a folder. */
record ArchiveDumps(Path home, Path lists) {
    /** How the names of the command's own lists begin. */
    static final String COMMAND = "command-";

    private static final int AT_ONCE = 2;
    private static final long LIMIT_SECONDS = 120;

    /** One archive for each of the services, and one for the command. */
    void make(List<String> services) throws IOException, InterruptedException {
        List<Callable<Void>> dumps = new ArrayList<>();
        for (String service : services) {
            StartArchive archive = StartArchive.ofService(home, service);
            List<Path> runs = List.of(Programs.classList(lists, service));
            dumps.add(() -> dump(service, archive, runs, archive.jar().toString()));
        }
        StartArchive own = StartArchive.ofCommand(home);
        List<Path> runs = commands();
        dumps.add(() -> dump("signalbox", own, runs, System.getProperty("java.class.path")));
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            for (Future<Void> dump : threads.invokeAll(dumps)) {
                dump.get();
            }
        } catch (ExecutionException e) {
            throw new UserError(String.valueOf(e.getMessage()));
        }
    }

    private List<Path> commands() throws IOException {
        List<Path> commands = new ArrayList<>(List.of(Programs.classList(lists, Mesh.SUPERVISOR)));
        try (Stream<Path> files = Files.list(lists)) {
            files.filter(f -> f.getFileName().toString().startsWith(COMMAND))
                    .sorted()
                    .forEach(commands::add);
        }
        return commands;
    }

    private Void dump(String name, StartArchive archive, List<Path> runs, String classPath)
            throws IOException, InterruptedException {
        List<List<String>> loaded = new ArrayList<>();
        for (Path run : runs) {
            loaded.add(Files.readAllLines(run));
        }
        Path merged = lists.resolve(name + ".merged");
        Files.write(merged, ClassLists.merged(loaded));
        List<String> line = new ArrayList<>(List.of(Programs.java()));
        line.addAll(archive.dump(merged, classPath));
        finished(line, lists.resolve(name + ".log"));
        return null;
    }

    /** Runs a command to its end, which has to be a good one. */
    static void finished(List<String> line, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile())
                .start();
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        if (process.exitValue() != 0) {
            throw new UserError(log.getFileName() + " ended with " + process.exitValue() + ": "
                    + Files.readString(log).strip());
        }
    }
}
