package dev.signalbox.operator.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LocalReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "local-platform.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(signalbox\\.operator\\.local\\.[a-z-]+)` \\| ([^|]*) \\|");

    private static final Set<String> REQUIRED = Set.of("folder", "modelServer");

    @Test
    void everyKeyStandsOnThePageWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> documented = new TreeMap<>();
        Matcher row = ROW.matcher(Files.readString(PAGE));
        while (row.find()) {
            documented.put(row.group(1), row.group(2).strip().replace("`", ""));
        }
        Map<String, String> keys = new TreeMap<>();
        for (Method key : LocalConfig.class.getDeclaredMethods()) {
            keys.put("signalbox.operator.local." + dashed(key.getName()), byDefault(key));
        }
        assertThat(documented).isEqualTo(keys);
    }

    @Test
    void everyVariableThatAModelServerIsToldStandsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        List<String> variables = Arrays.asList(
                "QUARKUS_HTTP_HOST",
                "QUARKUS_HTTP_PORT",
                "SIGNALBOX_MODEL_DEPLOYMENT",
                "SIGNALBOX_MODEL_VERSION",
                "SIGNALBOX_MODEL_URI",
                "SIGNALBOX_MODEL_SHA256",
                "SIGNALBOX_INSTANCE",
                "SIGNALBOX_TELEMETRY_URL",
                "SIGNALBOX_TELEMETRY_INTERVAL",
                "SIGNALBOX_TELEMETRY_TOKEN",
                "SIGNALBOX_TELEMETRY_SPOOL_FOLDER",
                "SIGNALBOX_TERMINATION_LOG");
        assertThat(page).contains(variables);
    }

    private static String byDefault(Method key) {
        return Optional.ofNullable(key.getAnnotation(WithDefault.class))
                .map(WithDefault::value)
                .orElse(REQUIRED.contains(key.getName()) ? "required" : "none");
    }

    private static String dashed(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
