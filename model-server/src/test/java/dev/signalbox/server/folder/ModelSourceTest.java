package dev.signalbox.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSourceTest {
    private static final Map<String, String> MODEL = Map.of("model.pt", "torch", "signature.json", "{}");

    @TempDir
    Path folder;

    private ModelSource source;

    @BeforeEach
    void aCache() {
        source = new ModelSource(places(), new Download.Tries(3, Duration.ofMillis(1)));
    }

    @Test
    void aFolderIsFoundByPathAndByUri() throws Exception {
        Path model = files(folder.resolve("m 1"));

        assertThat(source.fetch(model.toString(), Optional.empty())).isEqualTo(model);
        assertThat(source.fetch(model.toUri().toString(), Optional.empty())).isEqualTo(model);
    }

    @Test
    void aZipIsUnpackedOnceUnderItsDigest() throws Exception {
        Path zip = zip(Map.of("model.pt", "torch", "signature.json", "{}"));
        String digest = ModelSource.sha256(zip);

        Path unpacked = source.fetch(zip.toUri().toString(), Optional.of(digest));

        assertThat(unpacked).isEqualTo(folder.resolve("cache/models").resolve(digest));
        assertThat(unpacked.resolve("model.pt")).hasContent("torch");
        assertThat(source.fetch(zip.toString(), Optional.empty())).isEqualTo(unpacked);
        try (var left = Files.list(folder.resolve("cache/models"))) {
            assertThat(left).containsExactly(unpacked);
        }
    }

    @Test
    void aFolderAroundEverythingInAZipIsLeftOut() throws Exception {
        Path zip = zip(Map.of("m/model.pt", "torch", "m/signature.json", "{}"));

        assertThat(source.fetch(zip.toString(), Optional.empty())).endsWith(Path.of("m"));
    }

    @Test
    void refusesAnotherDigestOfAFolderAndOfAZip() throws Exception {
        Path model = files(folder.resolve("m"));
        String digest = ModelSource.sha256(model.resolve("model.pt"));

        assertThat(source.fetch(model.toString(), Optional.of(digest.toUpperCase(java.util.Locale.ROOT))))
                .isEqualTo(model);
        assertThatThrownBy(() -> source.fetch(model.toString(), Optional.of("00ff")))
                .isInstanceOf(LoadRefused.class)
                .hasMessage("signalbox.model.sha256 must be that of model.pt, " + digest + ", got 00ff");
        assertThatThrownBy(() -> source.fetch(zip(MODEL).toString(), Optional.of("00ff")))
                .hasMessageContaining("must be that of model.zip");
    }

    @Test
    void aClaimIsAFolderOfTheMounts() throws Exception {
        Path model = files(folder.resolve("claims/team-a/loan/7"));

        assertThat(source.fetch("pvc://team-a/loan/7", Optional.empty())).isEqualTo(model);
        assertThatThrownBy(() -> source.fetch("pvc://team-a/../team-b/7", Optional.empty()))
                .hasMessage("signalbox.model.uri must stay within its claim, got pvc://team-a/../team-b/7");
        assertThatThrownBy(() -> source.fetch("pvc:loan", Optional.empty()))
                .hasMessage("signalbox.model.uri must be pvc://claim/path, got pvc:loan");
    }

    @Test
    void refusesWhatIsNotThere() {
        assertThatThrownBy(() -> source.fetch(folder.resolve("none").toString(), Optional.empty()))
                .hasMessageStartingWith("signalbox.model.uri must name a folder or a zip that is there, got ");
        assertThatThrownBy(() -> source.fetch(folder.toString(), Optional.empty()))
                .hasMessageStartingWith("the model folder must hold model.pt");
        assertThatThrownBy(() -> source.fetch("ftp://host/model", Optional.empty()))
                .hasMessage(
                        "signalbox.model.uri must be a path or a file:, pvc:, http:, https: or s3: URI, got ftp://host/model");
    }

    @Test
    void refusesAZipThatReachesOutside() throws Exception {
        Path zip = zip(Map.of("../../evil", "x"));

        assertThatThrownBy(() -> source.fetch(zip.toString(), Optional.empty()))
                .hasMessage("the model's zip must not reach outside its folder, got entry \"../../evil\"");
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void refusesAZipThatUnpacksToTooMuch() throws Exception {
        Path zip = zip(Map.of("model.pt", "x".repeat(900), "signature.json", "x".repeat(900)));

        assertThatThrownBy(() -> source.fetch(zip.toString(), Optional.empty()))
                .hasMessageStartingWith("the model's zip must unpack to at most 1000 bytes");
        try (var left = Files.list(folder.resolve("cache/models"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoZip() throws Exception {
        Path zip = Files.writeString(folder.resolve("broken.zip"), "not a zip");

        assertThatThrownBy(() -> source.fetch(zip.toString(), Optional.empty()))
                .hasMessageStartingWith("the model's zip can not be read");
    }

    private ModelSource.Places places() {
        return new ModelSource.Places(folder.resolve("cache"), 1_000, folder.resolve("claims"));
    }

    private static Path files(Path model) throws IOException {
        Files.createDirectories(model);
        for (Map.Entry<String, String> file : MODEL.entrySet()) {
            Files.writeString(model.resolve(file.getKey()), file.getValue());
        }
        return model;
    }

    private Path zip(Map<String, String> files) throws IOException {
        Path zip = folder.resolve("model.zip");
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(out)) {
            for (Map.Entry<String, String> file : files.entrySet()) {
                entries.putNextEntry(new ZipEntry(file.getKey()));
                entries.write(file.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return zip;
    }
}
