package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.mesh.MeshFolder;
import dev.signalbox.cli.resource.DeploymentFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SignalboxTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");

    @TempDir
    private Path temp;

    @Test
    void everyCommandIsThere() {
        assertThat(Signalbox.commandLine().getSubcommands().keySet())
                .contains(
                        "get",
                        "describe",
                        "watch",
                        "lint",
                        "promote",
                        "abort",
                        "pause",
                        "resume",
                        "retry",
                        "undo",
                        "apply");
        assertThat(Signalbox.commandLine().getSubcommands().get("promote").getUsageMessage())
                .contains("--full", "--kubeconfig", "--mesh", "--namespace");
    }

    @Test
    void aCommandWithoutAMeshSaysWhatIsMissing() {
        StringWriter err = new StringWriter();
        CommandLine command = Signalbox.commandLine().setErr(new PrintWriter(err));

        int status = command.execute("promote", "loan", "--mesh", temp.toString());

        assertThat(status).isEqualTo(1);
        assertThat(err.toString()).startsWith("error: ");
    }

    @Test
    void aCommandIsWrittenBesideTheSpecAndTheSpecStays() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        Path file = folder.deployments().resolve("default/loan.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "spec: {model: {version: \"1\", uri: /m}}\n");
        DeploymentFolder deployments = new DeploymentFolder(folder);

        assertThat(deployments.annotate(LOAN, "signalbox.dev/command", "abort@1"))
                .isTrue();
        assertThat(Json.YAML.readTree(file.toFile())).isEqualTo(Json.YAML.readTree("""
                        spec: {model: {version: "1", uri: /m}}
                        metadata: {annotations: {signalbox.dev/command: abort@1}}
                        """));
        assertThat(deployments.annotate(DeploymentName.parse("default/other"), "a", "b"))
                .isFalse();
    }
}
