package dev.signalbox.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JavaRuntimeTest {
    @Test
    void theLibrariesOfAProgramAreFoundWithTheirLoaderAndTheNameService() throws Exception {
        Set<Path> libraries = JavaRuntime.libraries(
                List.of(Path.of(System.getProperty("java.home")).resolve("bin")));

        assertThat(libraries.toString()).contains("libc.so.6", "ld-linux", "libnss_dns.so.2");
    }
}
