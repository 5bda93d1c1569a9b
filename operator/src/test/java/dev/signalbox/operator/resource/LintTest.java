package dev.signalbox.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {
    private static final String HEAD =
            "apiVersion: signalbox.dev/v1alpha1\nkind: ModelDeployment\nmetadata: {name: loan}\n";

    @TempDir
    private Path folder;

    @Test
    void aSoundManifestIsSaidToBeSound() throws IOException {
        assertThat(lint("# a comment\n---\n" + HEAD + "spec: {model: {version: '1', uri: /m}}\n"))
                .isEqualTo("true: sound");
    }

    @Test
    void everyProblemOfEveryDocumentIsTold() throws IOException {
        assertThat(lint(HEAD
                        + "spec: {model: {version: '1', uri: /m}, rollout: {strategy: BlueGreen, canary: {}}}\n---\n"
                        + HEAD + "spec: {model: {uri: 'ftp://x'}}\n"))
                .contains(
                        "false",
                        "spec.rollout.canary must be absent where strategy is BlueGreen",
                        "spec.model.version is required",
                        "spec.model.uri must be");
    }

    @Test
    void aFileWithoutAManifestIsRefused() throws IOException {
        assertThat(lint("# nothing\n")).isEqualTo("false: must hold a ModelDeployment");
        assertThat(lint("kind: Pod\n")).contains("must be signalbox.dev/v1alpha1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    metadata: {name: Bad_Name}  | metadata.name must be
                    metadata: {name: 7}         | metadata.name must be text, but is 7
                    metadata: [a]               | metadata must be an object, but is a list
                    sped: {}                    | sped is not a field of a ModelDeployment; known here
                    """)
    void whatStandsBesideTheSpecIsCheckedToo(String line, String problem) throws IOException {
        assertThat(lint("apiVersion: signalbox.dev/v1alpha1\nkind: ModelDeployment\n" + line
                        + "\nspec: {model: {version: '1', uri: /m}}\n"))
                .startsWith("false: " + problem);
    }

    @Test
    void aManifestWithoutAnythingIsRefused() throws IOException {
        assertThat(lint(HEAD + "spec:\n")).isEqualTo("false: spec is required");
    }

    private String lint(String text) throws IOException {
        Path file = folder.resolve("loan.yaml");
        Files.writeString(file, text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean sound = Lint.check(List.of(file.toString()), new PrintStream(out, true, StandardCharsets.UTF_8));
        return sound
                + out.toString(StandardCharsets.UTF_8)
                        .replace(file.toString(), "")
                        .strip();
    }
}
