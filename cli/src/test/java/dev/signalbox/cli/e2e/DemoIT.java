package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshFolder;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    @Test
    void aModelThatTheWorldHasLeftBehindIsTrainedAnewAndIsRightMoreOften() throws Exception {
        Path folder = Path.of("target", "e2e", "retrained").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        LiveMesh.HOME.resolve("signalbox").toString(), "demo", "--retrain", "--mesh", folder.toString())
                .redirectErrorStream(true);
        builder.environment().put("SIGNALBOX_SKIP_BUILD", "1");

        Process demo = builder.start();
        String story = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(demo.waitFor()).as(story).isZero();
        assertThat(story)
                .contains("the training ended as Promoted, started by: accuracy is ", "Everything came as expected.");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aDemoThatIsInterruptedLeavesNothingBehind() throws Exception {
        Path folder = Path.of("target", "e2e", "interrupted").toAbsolutePath();
        ProcessBuilder builder = new ProcessBuilder(
                        LiveMesh.HOME.resolve("signalbox").toString(), "demo", "--mesh", folder.toString())
                .redirectErrorStream(true);
        builder.environment().put("SIGNALBOX_SKIP_BUILD", "1");
        Process demo = builder.start();
        BufferedReader lines = demo.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); !line.contains("Stable"); line = lines.readLine()) {
            assertThat(demo.isAlive()).isTrue();
        }
        List<ProcessHandle> mesh = new Mesh(new MeshFolder(folder))
                .required()
                .supervisor()
                .running()
                .orElseThrow()
                .descendants()
                .toList();
        assertThat(mesh).hasSizeGreaterThanOrEqualTo(5);

        demo.destroy();

        assertThat(demo.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(mesh).noneMatch(ProcessHandle::isAlive);
        assertThat(folder).doesNotExist();
    }
}
