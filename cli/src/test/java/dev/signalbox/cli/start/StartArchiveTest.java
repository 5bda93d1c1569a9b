package dev.signalbox.cli.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartArchiveTest {
    @TempDir
    private Path home;

    private Path built = Path.of("");
    private StartArchive archive = new StartArchive(built, built);

    @BeforeEach
    void aServiceThatIsBuilt() throws IOException {
        built = home.resolve("router/target/quarkus-app");
        for (String jar : List.of(
                "app/router.jar",
                "lib/main/b.jar",
                "lib/main/a.jar",
                "lib/boot/boot.jar",
                "quarkus/generated-bytecode.jar",
                "quarkus/transformed-bytecode.jar")) {
            Files.createDirectories(built.resolve(jar).getParent());
            Files.createFile(built.resolve(jar));
        }
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Add-Opens", "java.base/java.lang");
        try (OutputStream file = Files.newOutputStream(built.resolve("quarkus-run.jar"))) {
            new JarOutputStream(file, manifest).close();
        }
        archive = StartArchive.ofService(home, "router");
    }

    @Test
    void theJarNamesAllJarsAndWhatQuarkusChangedComesFirst() throws IOException {
        archive.writeJar();

        try (JarFile jar = new JarFile(archive.jar().toFile())) {
            Attributes main = jar.getManifest().getMainAttributes();
            assertThat(main.getValue("Class-Path").split(" "))
                    .containsExactly(
                            "quarkus-app/quarkus/transformed-bytecode.jar",
                            "quarkus-app/quarkus/generated-bytecode.jar",
                            "quarkus-app/app/router.jar",
                            "quarkus-app/lib/boot/boot.jar",
                            "quarkus-app/lib/main/a.jar",
                            "quarkus-app/lib/main/b.jar");
            assertThat(main.getValue("Main-Class")).isEqualTo("io.quarkus.runner.GeneratedMain");
            assertThat(main.getValue("Add-Opens")).isEqualTo("java.base/java.lang");
        }
    }

    @Test
    void withoutAnArchiveThereAreNoOptions() {
        assertThat(archive.usable()).isFalse();
        assertThat(archive.options()).isEmpty();
    }

    @Test
    void anArchiveOfThisBuildIsUsed() throws IOException {
        Files.createFile(archive.file());
        Files.setLastModifiedTime(archive.file(), after(built));

        assertThat(archive.options()).contains("-XX:SharedArchiveFile=" + archive.file());
    }

    @Test
    void anArchiveThatIsOlderThanAJarIsLeftAlone() throws IOException {
        Files.createFile(archive.file());
        Files.setLastModifiedTime(archive.file(), after(built));
        Files.setLastModifiedTime(built.resolve("lib/main/a.jar"), after(archive.file()));

        assertThat(archive.usable()).isFalse();
    }

    @Test
    void anArchiveThatIsOlderThanTheEndOfAJarIsLeftAlone() throws IOException {
        Files.createFile(archive.file());
        Files.delete(built.resolve("lib/main/a.jar"));
        Files.setLastModifiedTime(built.resolve("lib/main"), after(archive.file()));

        assertThat(archive.usable()).isFalse();
    }

    @Test
    void onlyOptionsThatTheVirtualMachineKnowsAreGiven() {
        assertThat(archive.options(21)).doesNotContain("-Xlog:aot*=off").contains("-Xlog:cds*=off");
        assertThat(archive.options(25)).contains("-Xlog:aot*=off", "-Xlog:cds*=off");
        assertThat(archive.dump(home, "x.jar", 21)).doesNotContain("-XX:+AOTClassLinking");
        assertThat(archive.dump(home, "x.jar", 25)).contains("-XX:+AOTClassLinking", "-XX:+UseSerialGC");
    }

    @Test
    void theOperatorCanBeToldTheOptionsAsAListWithCommas() {
        assertThat(archive.options(21)).noneMatch(o -> o.contains(","));
        assertThat(archive.options(25)).noneMatch(o -> o.contains(","));
    }

    private static FileTime after(Path path) throws IOException {
        return FileTime.fromMillis(Files.getLastModifiedTime(path).toMillis() + 10_000);
    }
}
