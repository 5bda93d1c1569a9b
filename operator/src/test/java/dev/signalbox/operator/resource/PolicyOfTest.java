package dev.signalbox.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.verdict.JudgePolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyOfTest {
    private static final String HEAD =
            "apiVersion: signalbox.dev/v1alpha1\nkind: ModelDeployment\nmetadata: {name: loan}\n";

    @TempDir
    private Path folder;

    @Test
    void aManifestWithoutAlarmsIsJudgedByTheUsualOnes() throws IOException {
        String policy = printed(HEAD + "spec: {model: {version: '1', uri: /m}}\n");

        assertThat(new ObjectMapper().readValue(policy, JudgePolicy.class))
                .isEqualTo(JudgePolicy.of(1, JudgePolicy.DEFAULT_ALARMS));
    }

    @Test
    void aManifestThatIsRefusedSaysWhy() throws IOException {
        assertThat(printed(HEAD + "spec: {model: {uri: /m}}\n")).contains("spec.model.version is required");
    }

    private String printed(String text) throws IOException {
        Path file = folder.resolve("loan.yaml");
        Files.writeString(file, text);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PolicyOf.print(file, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
