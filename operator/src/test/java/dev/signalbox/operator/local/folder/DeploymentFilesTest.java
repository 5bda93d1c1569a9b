package dev.signalbox.operator.local.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.local.folder.DeploymentFiles.Wish;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentFilesTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path temp;

    private Path file;
    private DeploymentFiles files;

    @BeforeEach
    void start() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        file = folder.deployment(LOAN);
        Files.createDirectories(file.getParent());
        files = new DeploymentFiles(folder, Clock.fixed(NOW, ZoneOffset.UTC), Duration.ofMillis(100));
    }

    private void write(String text, Instant modified) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(modified));
    }

    @Test
    void aFileThatNobodyTouchedForLongCountsAtTheFirstLook() throws IOException {
        write("a", NOW.minusSeconds(60));
        assertThat(files.look()).containsExactly(LOAN);
        assertThat(files.wish(LOAN)).contains(new Wish("a", false));
        assertThat(files.look()).isEmpty();
    }

    @Test
    void aFileThatIsBeingWrittenCountsWhenItStaysTheSame() throws IOException {
        write("hal", NOW);
        assertThat(files.look()).isEmpty();
        assertThat(files.wish(LOAN)).isEmpty();
        write("half of it", NOW.plusMillis(1));
        assertThat(files.look()).isEmpty();
        assertThat(files.look()).containsExactly(LOAN);
        assertThat(files.wish(LOAN)).contains(new Wish("half of it", false));
    }

    @Test
    void whileAFileIsWrittenAnewTheLastWishGoesOn() throws IOException {
        write("old", NOW.minusSeconds(60));
        files.look();
        write("", NOW);
        assertThat(files.look()).isEmpty();
        assertThat(files.wish(LOAN)).contains(new Wish("old", false));
    }

    @Test
    void aFileIsDeletedWhenItIsNotThereTwice() throws IOException {
        write("a", NOW.minusSeconds(60));
        files.look();
        Files.delete(file);
        assertThat(files.look()).isEmpty();
        assertThat(files.wish(LOAN)).contains(new Wish("a", false));
        assertThat(files.look()).containsExactly(LOAN);
        assertThat(files.wish(LOAN)).contains(Wish.NOTHING);
        files.forget(LOAN);
        assertThat(files.names()).isEmpty();
    }

    @Test
    void anExpectedFileThatIsNotThereIsCertainAtTheSecondLook() throws IOException {
        files.expect(LOAN);
        files.look();
        assertThat(files.wish(LOAN)).isEmpty();
        files.look();
        assertThat(files.wish(LOAN)).contains(Wish.NOTHING);
    }

    @Test
    void aLargeFileIsCutAndSaysSo() throws IOException {
        write("x".repeat(DeploymentFiles.LARGEST + 10), NOW.minusSeconds(60));
        files.look();
        assertThat(files.wish(LOAN).orElseThrow().tooLarge()).isTrue();
    }

    @Test
    void whatIsNotNamedLikeADeploymentIsNone() throws IOException {
        Files.writeString(file.resolveSibling("loan.yaml~"), "a");
        Files.writeString(file.resolveSibling(".loan.yaml"), "a");
        Files.writeString(file.resolveSibling("Loan.yaml"), "a");
        Files.writeString(temp.resolve("deployments/README"), "a");
        files.look();
        assertThat(files.names()).isEmpty();
    }
}
