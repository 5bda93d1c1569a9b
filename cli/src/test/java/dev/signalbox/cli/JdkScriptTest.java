package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkScriptTest {
    @TempDir
    Path folder;

    @Test
    void javaHomeIsTakenIfItIsNewEnough() throws Exception {
        Path jdk = jdk("newer", "25.0.1");

        assertThat(found(jdk.toString())).isEqualTo(jdk.toString());
    }

    @Test
    void anOldJavaHomeIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.15");

        /* This test runs on a JDK that is new enough, so there is one to be found. */
        assertThat(found(old.toString())).isNotEqualTo(old.toString()).isNotBlank();
    }

    @Test
    void aJdkAlongThePathIsTaken() throws Exception {
        Path jdk = jdk("along", "21.0.4");

        assertThat(run("PATH=" + jdk + "/bin:$PATH", "")).isEqualTo(jdk.toString());
    }

    private String found(String javaHome) throws Exception {
        return run("", javaHome);
    }

    private String run(String before, String javaHome) throws Exception {
        Path script = Path.of("..", "dev", "jdk.sh").toAbsolutePath().normalize();
        ProcessBuilder builder =
                new ProcessBuilder("sh", "-c", before + "\n. " + script + " && printf %s \"$JAVA_HOME\"");
        builder.environment().put("JAVA_HOME", javaHome);
        Process process = builder.redirectErrorStream(true).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private Path jdk(String name, String version) throws Exception {
        Path home = folder.toRealPath().resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
        for (String program : new String[] {"java", "javac"}) {
            Files.createFile(
                    home.resolve("bin").resolve(program),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        return home;
    }
}
