package dev.signalbox.cli.start;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The archive of a program's classes, in its module's target folder. The virtual machine itself leaves an archive alone that is of
 * another one or of other jars, and starts as it does without; it says nothing of that here.
 *
 * @param folder the target folder
 * @param built what the program consists of; an archive that is older is of another build
 */
public record StartArchive(Path folder, Path built) {
    private static final int LINKS_AHEAD = 24;
    private static final int HAS_AOT_LOG = 25;

    /** The archive of a service of this name. */
    public static StartArchive ofService(Path home, String service) {
        Path target = home.resolve(service).resolve("target");
        return new StartArchive(target, target.resolve("quarkus-app"));
    }

    /** The archive of the {@code signalbox} command itself. */
    public static StartArchive ofCommand(Path home) {
        Path target = home.resolve("cli/target");
        return new StartArchive(target, target.resolve("lib"));
    }

    /** The jar by which a service is started where it has an archive. */
    public Path jar() {
        return folder.resolve("start.jar");
    }

    /** The archive itself. */
    public Path file() {
        return folder.resolve("start.jsa");
    }

    /** Whether there is one, made after all that it is of. */
    public boolean usable() {
        try {
            return Files.isRegularFile(file())
                    && Files.getLastModifiedTime(file()).compareTo(newest()) >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** The virtual machine's options to start with the archive; none if it is not usable. */
    public List<String> options() {
        return usable() ? options(Runtime.version().feature()) : List.of();
    }

    /* Options without commas: the operator is told a command line as a list of them. */
    List<String> options(int java) {
        List<String> options = new ArrayList<>(List.of("-XX:SharedArchiveFile=" + file()));
        options.addAll(quiet(java));
        return options;
    }

    /** Makes the jar by which the service is started; before any run whose classes are listed. */
    public void writeJar() throws IOException {
        FlatJar.write(jar(), built);
    }

    /** The options of a virtual machine that makes the archive from a list of classes and ends. */
    public List<String> dump(Path classes, String classPath) {
        return dump(classes, classPath, Runtime.version().feature());
    }

    List<String> dump(Path classes, String classPath, int java) {
        /* The collector of those that are started with it: some of what is archived is objects. */
        List<String> options = new ArrayList<>(List.of("-Xshare:dump", "-XX:+UseSerialGC", "-Xmx512m"));
        if (java >= LINKS_AHEAD) {
            options.add("-XX:+AOTClassLinking");
        }
        options.addAll(quiet(java));
        options.add("-XX:SharedClassListFile=" + classes);
        options.add("-XX:SharedArchiveFile=" + file());
        options.add("-cp");
        options.add(classPath);
        return options;
    }

    private static List<String> quiet(int java) {
        return java >= HAS_AOT_LOG ? List.of("-Xlog:cds*=off", "-Xlog:aot*=off") : List.of("-Xlog:cds*=off");
    }

    private FileTime newest() throws IOException {
        /* A folder's own time tells of files that are gone. */
        try (Stream<Path> all = Files.walk(built)) {
            return all.map(StartArchive::modified).max(FileTime::compareTo).orElseThrow();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
