package dev.signalbox.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.cli.UserError;
import dev.signalbox.cli.mesh.MeshFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestTest {
    private static final String HEAD = "apiVersion: signalbox.dev/v1alpha1\nkind: ModelDeployment\n";
    private static final String GOOD =
            HEAD + "metadata: {name: loan}\nspec: {model: {version: \"1\", uri: \"file:models/1\"}}\n";

    @TempDir
    Path folder;

    @Test
    void theSmallestManifestIsRead() throws IOException {
        Manifest manifest = read(GOOD).get(0);

        assertThat(manifest.name()).hasToString("default/loan");
        assertThat(manifest.content().at("/spec/model/uri").asText())
                .isEqualTo("file:" + folder.toAbsolutePath().resolve("models/1"));
    }

    @Test
    void aFileMayHoldSeveral() throws IOException {
        assertThat(read(GOOD + "---\n" + GOOD.replace("loan", "other"))).hasSize(2);
    }

    @Test
    void applyingTellsWhatItChanged() throws IOException {
        MeshFolder mesh = new MeshFolder(folder.resolve("mesh"));
        mesh.create();
        DeploymentFolder deployments = new DeploymentFolder(mesh);

        assertThat(deployments.apply(read(GOOD).get(0))).isEqualTo("created");
        assertThat(deployments.apply(read(GOOD).get(0))).isEqualTo("unchanged");
        assertThat(deployments.apply(read(GOOD.replace("models/1", "models/2")).get(0)))
                .isEqualTo("configured");
        assertThat(deployments.delete(read(GOOD).get(0).name())).isTrue();
        assertThat(deployments.delete(read(GOOD).get(0).name())).isFalse();
        assertThat(deployments.list(Optional.empty())).isEmpty();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                argumentSet("no YAML", "a: [", "is no YAML"),
                argumentSet("nothing", "", "no objects"),
                argumentSet("a list", "- 1", "must hold objects"),
                argumentSet("another kind", "apiVersion: v1\nkind: Pod\n", "no matches for kind \"Pod\""),
                argumentSet("no name", HEAD + "spec: {}\n", "metadata.name"),
                argumentSet("a bad name", GOOD.replace("loan", "Loan"), "\"Loan\""),
                argumentSet("no spec", HEAD + "metadata: {name: a}\n", "spec is required"),
                argumentSet("no model", HEAD + "metadata: {name: a}\nspec: {}\n", "model"),
                argumentSet("an unknown field", GOOD.replace("spec: {", "spec: {modle: 1, "), "modle"),
                argumentSet(
                        "an unknown strategy",
                        GOOD.replace("spec: {", "spec: {rollout: {strategy: Sideways}, "),
                        "Sideways"));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatTheClusterWouldRefuseIsRefused(String yaml, String said) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(UserError.class).hasMessageContaining(said);
    }

    private List<Manifest> read(String yaml) throws IOException {
        Path file = folder.resolve("m.yaml");
        Files.writeString(file, yaml);
        return Manifest.read(file, "default");
    }
}
