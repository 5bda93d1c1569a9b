package dev.signalbox.cli.start;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A jar that has nothing but a manifest, which names all jars of a built service. Started by it, the service's classes are loaded
 * by the virtual machine's own loader instead of Quarkus' one, and only what that loads is linked ahead of time in an archive.
 */
final class FlatJar {
    /* What Quarkus' own jar starts once it has made its loader. */
    private static final String MAIN = "io.quarkus.runner.GeneratedMain";
    /* What Quarkus puts first comes first: classes that it changed are in their own jar too. */
    private static final List<String> ORDER =
            List.of("quarkus/transformed-bytecode.jar", "quarkus", "app", "lib/boot", "lib/main");

    private FlatJar() {}

    /** Writes the jar beside the folder of the built service. */
    static void write(Path jar, Path built) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, MAIN);
        main.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath(built)));
        try (JarFile quarkus = new JarFile(built.resolve("quarkus-run.jar").toFile())) {
            Attributes theirs = quarkus.getManifest().getMainAttributes();
            for (String name : List.of("Add-Opens", "Add-Exports", "Enable-Native-Access")) {
                if (theirs.getValue(name) != null) {
                    main.putValue(name, theirs.getValue(name));
                }
            }
        }
        Files.deleteIfExists(jar);
        try (OutputStream file = Files.newOutputStream(jar)) {
            new JarOutputStream(file, manifest).close();
        }
    }

    private static List<String> classPath(Path built) throws IOException {
        List<String> names = new ArrayList<>();
        for (String part : ORDER) {
            for (Path one : jars(built.resolve(part))) {
                String name =
                        built.resolveSibling(".").normalize().relativize(one).toString();
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static List<Path> jars(Path part) throws IOException {
        if (!Files.isDirectory(part)) {
            return Files.isRegularFile(part) ? List.of(part) : List.of();
        }
        try (Stream<Path> files = Files.list(part)) {
            return files.filter(f -> f.toString().endsWith(".jar")).sorted().toList();
        }
    }
}
