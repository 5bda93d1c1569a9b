package dev.signalbox.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.start.StartArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramsTest {
    private static final String SERVER = Programs.MODEL_SERVER;

    @TempDir
    private Path home;

    private Path run = Path.of("");

    @BeforeEach
    void aServerThatIsBuilt() throws IOException {
        run = home.resolve(SERVER).resolve("target/quarkus-app/quarkus-run.jar");
        Files.createDirectories(run.getParent());
        Files.createFile(run);
    }

    @Test
    void withoutAnArchiveAServiceIsStartedAsItWasBuilt() {
        List<String> command = new Programs(home).command(SERVER, "64m", home);

        assertThat(command).endsWith("--enable-native-access=ALL-UNNAMED", "-jar", run.toString());
        assertThat(command).contains("-Xmx64m").noneMatch(o -> o.contains("SharedArchiveFile"));
    }

    @Test
    void withAnArchiveTheManifestSaysWhatTheCommandLineSaidOfModules() throws IOException {
        StartArchive archive = StartArchive.ofService(home, SERVER);
        Files.createFile(archive.file());
        Files.setLastModifiedTime(archive.file(), FileTime.from(Instant.now().plusSeconds(60)));

        List<String> command = new Programs(home).command(SERVER, "64m", home);

        assertThat(command).endsWith("-jar", archive.jar().toString());
        assertThat(command)
                .contains("-XX:SharedArchiveFile=" + archive.file())
                .doesNotContain("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void aServiceListsItsClassesWhereThatIsWanted() {
        Path lists = home.resolve("lists");

        List<String> command = new Programs(home, lists).command(SERVER, "64m", home);

        assertThat(command)
                .contains("-XX:DumpLoadedClassList=" + Programs.classList(lists, SERVER))
                .endsWith("-jar", StartArchive.ofService(home, SERVER).jar().toString());
    }
}
