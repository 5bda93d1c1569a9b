package dev.signalbox.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private Path app;

    @BeforeEach
    void anApplication() throws IOException {
        app = Files.createDirectories(folder.resolve("app/bin"));
        Files.writeString(app.resolve("program"), "#!/bin/sh\n");
        Files.setPosixFilePermissions(app.resolve("program"), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(app.resolve("data"), "some data\n");
    }

    @Test
    void anArchiveIsAnOciLayoutWithNameUserAndCommand() throws Exception {
        Map<String, byte[]> entries = entries(write("first.tar"));

        JsonNode index = JSON.readTree(entries.get("index.json"));
        assertThat(JSON.readTree(entries.get("oci-layout"))
                        .path("imageLayoutVersion")
                        .asText())
                .isEqualTo("1.0.0");
        assertThat(index.path("manifests")).hasSize(1);
        assertThat(index.at("/manifests/0/annotations"))
                .hasToString("{\"io.containerd.image.name\":\"docker.io/signalbox/test:1.0\","
                        + "\"org.opencontainers.image.ref.name\":\"1.0\"}");
        JsonNode config = JSON.readTree(blob(entries, manifest(entries).at("/config/digest")));
        assertThat(config.at("/config/User").asText()).isEqualTo("10001:10001");
        assertThat(config.at("/config/Entrypoint")).hasToString("[\"/app/bin/program\",\"--port=8080\"]");
        assertThat(config.at("/config/Env")).hasToString("[\"LANG=C.UTF-8\"]");
        assertThat(config.at("/config/ExposedPorts")).hasToString("{\"8080/tcp\":{}}");
    }

    @Test
    void programsStayProgramsAndTheTemporaryFolderIsAnybodys() throws Exception {
        Map<String, byte[]> entries = entries(write("first.tar"));
        Map<String, Integer> modes = new HashMap<>();
        for (JsonNode layer : manifest(entries).path("layers")) {
            byte[] blob = blob(entries, layer.path("digest"));
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(blob)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    modes.put(entry.getName(), entry.getMode() & 0777);
                }
            }
        }

        assertThat(modes).containsEntry("app/bin/program", 0755).containsEntry("app/bin/data", 0644);
        assertThat(modes).containsEntry("tmp/", 0777);
    }

    @Test
    void theSameFilesMakeTheSameImage() throws Exception {
        assertThat(entries(write("first.tar")).keySet())
                .isEqualTo(entries(write("second.tar")).keySet());
    }

    @Test
    void aFolderThatWasNotBuiltIsNamed() {
        assertThatThrownBy(() -> new Image().layer("application", folder.resolve("nothing"), "/app"))
                .isInstanceOf(BuildFailed.class)
                .hasMessageContaining("nothing is not there: build first");
    }

    @Test
    void aNameThatIsNoneIsRefused() throws Exception {
        Image image = new Image().layer("application", app, "/app/bin").runs(List.of("/x"), Map.of(), List.of());

        assertThatThrownBy(() -> image.write(folder.resolve("x.tar"), "No Name", folder.resolve("cache")))
                .isInstanceOf(BuildFailed.class)
                .hasMessage("no image can be called No Name");
    }

    private Path write(String name) throws Exception {
        Path archive = folder.resolve(name);
        new Image()
                .system(Set.of(), folder.resolve("empty"))
                .layer("application", app, "/app/bin")
                .runs(List.of("/app/bin/program", "--port=8080"), Map.of("LANG", "C.UTF-8"), List.of(8080))
                .write(archive, "signalbox/test:1.0", folder.resolve("cache"));
        return archive;
    }

    private static JsonNode manifest(Map<String, byte[]> entries) throws IOException {
        JsonNode index = JSON.readTree(entries.get("index.json"));
        return JSON.readTree(blob(entries, index.at("/manifests/0/digest")));
    }

    private static byte[] blob(Map<String, byte[]> entries, JsonNode digest) {
        return entries.get("blobs/" + digest.asText().replace(':', '/'));
    }

    private static Map<String, byte[]> entries(Path archive) throws IOException {
        Map<String, byte[]> entries = new HashMap<>();
        try (InputStream file = Files.newInputStream(archive);
                TarArchiveInputStream tar = new TarArchiveInputStream(file)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.put(entry.getName(), tar.readAllBytes());
            }
        }
        return entries;
    }
}
