package dev.signalbox.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every key stands in the reference page, with its default, and the page has no others. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("../docs/reference/model-server.md");
    private static final Pattern ROW = Pattern.compile("^\\| `(signalbox\\.[a-z0-9.-]+)` \\|", Pattern.MULTILINE);

    @Test
    void keysAndPageAgree() throws IOException {
        Set<String> keys = new TreeSet<>();
        keys.addAll(keys("signalbox.model.", ModelConfig.class));
        keys.addAll(keys("signalbox.model.batching.", BatchingConfig.class));
        keys.addAll(keys("signalbox.model.watchdog.", WatchdogConfig.class));
        keys.addAll(keys("signalbox.telemetry.", TelemetryConfig.class));
        keys.addAll(keys("signalbox.records.", RecordsConfig.class));
        keys.addAll(keys("signalbox.", ProcessConfig.class));
        keys.addAll(keys("signalbox.s3.", S3Config.class));

        Set<String> documented = new TreeSet<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            documented.add(row.group(1));
        }
        assertThat(documented).isEqualTo(keys);
    }

    @Test
    void defaultsAreTheDocumentedOnes() throws IOException {
        String page = Files.readString(PAGE);
        for (Class<?> type : new Class<?>[] {
            ModelConfig.class,
            BatchingConfig.class,
            WatchdogConfig.class,
            TelemetryConfig.class,
            RecordsConfig.class,
            ProcessConfig.class,
            S3Config.class
        }) {
            for (var method : type.getDeclaredMethods()) {
                var value = method.getAnnotation(io.smallrye.config.WithDefault.class);
                if (value != null) {
                    assertThat(page).contains(kebab(method.getName()) + "` | `" + value.value() + "` |");
                }
            }
        }
    }

    private static Set<String> keys(String prefix, Class<?> type) {
        Set<String> keys = new TreeSet<>();
        Arrays.stream(type.getDeclaredMethods()).forEach(method -> keys.add(prefix + kebab(method.getName())));
        return keys;
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
