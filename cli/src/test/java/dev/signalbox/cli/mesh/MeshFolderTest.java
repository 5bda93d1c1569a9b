package dev.signalbox.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.cli.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshFolderTest {
    @TempDir
    Path folder;

    @Test
    void aMeshIsDeletedAsAWhole() throws Exception {
        MeshFolder mesh = new MeshFolder(folder.resolve("mesh"));
        mesh.create();
        Files.writeString(mesh.logs().resolve("a.log"), "said");
        mesh.create();

        mesh.delete();

        assertThat(mesh.root()).doesNotExist();
    }

    @Test
    void aFolderThatHoldsSomethingElseIsNeitherTakenNorDeleted() throws Exception {
        Path precious = Files.writeString(folder.resolve("precious.txt"), "mine");
        MeshFolder other = new MeshFolder(folder);

        assertThatThrownBy(other::create).isInstanceOf(UserError.class).hasMessageContaining("not empty");
        new Mesh(other).stop(false);

        assertThat(precious).hasContent("mine");
    }
}
