package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoIT {
    @Test
    void theMainJobComesAsExpectedAndLeavesNothingBehind() throws Exception {
        Path folder = Path.of("target", "e2e", "demo").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        LiveMesh.HOME.resolve("signalbox").toString(), "demo", "--mesh", folder.toString())
                .redirectErrorStream(true);
        builder.environment().put("SIGNALBOX_SKIP_BUILD", "1");

        Process demo = builder.start();
        String story = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(demo.waitFor()).as(story).isZero();
        assertThat(story).contains("Everything came as expected.", ", 0 failed");
        assertThat(folder).doesNotExist();
    }
}
