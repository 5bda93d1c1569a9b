package dev.signalbox.images;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The Java run-time of the images, cut from the JDK that builds them, with the C libraries that it links to. */
final class JavaRuntime {
    /** Where it lies in an image. */
    static final String HOME = "/signalbox/java";

    private static final List<String> MODULES = List.of(
            "java.base",
            "java.compiler",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.rmi",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.transaction.xa",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    /* Opened by name, by the C library itself, to look up hosts; no program links to them. */
    private static final List<String> NAME_SERVICE = List.of("libnss_dns.so.2", "libnss_files.so.2", "libresolv.so.2");

    private JavaRuntime() {}

    /** Makes the run-time in the folder, unless one of this JDK is there. */
    static void make(Path folder) throws IOException, BuildFailed {
        Path mark = folder.resolveSibling(folder.getFileName() + ".made-by");
        String from = System.getProperty("java.vm.version") + " " + MODULES;
        if (Files.isReadable(mark) && Files.readString(mark).equals(from)) {
            return;
        }
        delete(folder);
        ToolProvider jlink = ToolProvider.findFirst("jlink")
                .orElseThrow(() -> new BuildFailed("the JDK has no jlink: install a whole JDK, not a run-time"));
        int status = jlink.run(
                System.out,
                System.err,
                "--add-modules",
                String.join(",", MODULES),
                "--strip-debug",
                "--no-man-pages",
                "--no-header-files",
                "--dedup-legal-notices=error-if-not-same-content",
                "--output",
                folder.toString());
        if (status != 0) {
            throw new BuildFailed("jlink ended with status " + status);
        }
        Files.writeString(mark, from);
    }

    /** The C libraries, by their paths on this machine, that the programs below these folders link to. */
    static Set<Path> libraries(List<Path> folders) throws IOException, BuildFailed {
        Set<Path> found = new TreeSet<>();
        for (Path folder : folders) {
            for (Path program : programs(folder)) {
                found.addAll(linkedTo(program));
            }
        }
        found.removeIf(library -> folders.stream().anyMatch(library::startsWith));
        for (Path library : Set.copyOf(found)) {
            NAME_SERVICE.stream()
                    .map(library::resolveSibling)
                    .filter(Files::isReadable)
                    .forEach(found::add);
        }
        return found;
    }

    private static List<Path> programs(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(f -> f.getFileName().toString().contains(".so") || Files.isExecutable(f))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /* Lines read "libz.so.1 => /lib/.../libz.so.1 (0x...)", and for the loader "/lib64/ld-linux-x86-64.so.2 (0x...)". */
    private static Set<Path> linkedTo(Path program) throws IOException, BuildFailed {
        Process ldd = new ProcessBuilder("ldd", program.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Set<Path> libraries = new TreeSet<>();
        try (Stream<String> lines = ldd.inputReader().lines()) {
            lines.map(String::strip)
                    .map(line -> line.contains("=>")
                            ? line.substring(line.indexOf("=>") + 2).strip()
                            : line)
                    .filter(line -> line.startsWith("/"))
                    .map(line -> Path.of(line.split("\\s", 2)[0]))
                    .forEach(libraries::add);
        }
        try {
            ldd.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildFailed("interrupted while asking ldd about " + program);
        }
        return libraries;
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }
        });
        try (Stream<Path> left = Files.walk(folder)) {
            for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
