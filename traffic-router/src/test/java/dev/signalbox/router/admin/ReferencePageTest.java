package dev.signalbox.router.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.config.TelemetryConfig;
import dev.signalbox.router.metrics.MetricNames;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReferencePageTest {
    private static final Path PAGE = Path.of("../docs/reference/traffic-router.md");

    @Test
    void thePageHasEveryKeyWithItsDefaultAndNoOther() throws IOException {
        Map<String, String> keys = new TreeMap<>(Map.of("signalbox.instance", "router"));
        collect("", RouterConfig.class, keys);
        collect("", TelemetryConfig.class, keys);
        Map<String, String> onPage = new TreeMap<>();
        Matcher row = Pattern.compile("^\\| `(signalbox\\.[a-z0-9.-]+)` \\|(?: `([^`]*)`)? ?\\|", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE));
        while (row.find()) {
            onPage.put(row.group(1), row.group(2) == null ? "" : row.group(2));
        }
        assertThat(onPage).isEqualTo(keys);
    }

    private static void collect(String prefix, Class<?> type, Map<String, String> keys) {
        ConfigMapping mapping = type.getAnnotation(ConfigMapping.class);
        String start = mapping == null ? prefix : mapping.prefix();
        for (Method method : type.getDeclaredMethods()) {
            WithName named = method.getAnnotation(WithName.class);
            String key = start + "." + (named == null ? method.getName() : named.value());
            if (method.getReturnType().getEnclosingClass() == type) {
                collect(key, method.getReturnType(), keys);
            } else {
                WithDefault value = method.getAnnotation(WithDefault.class);
                keys.put(key, value == null ? "" : value.value());
            }
        }
    }

    @Test
    void thePageHasEveryMetricAndNoOther() throws Exception {
        Set<String> names = new TreeSet<>();
        for (Field field : MetricNames.class.getDeclaredFields()) {
            names.add(((String) field.get(null)).replace('.', '_'));
        }
        Set<String> onPage = new TreeSet<>();
        Matcher row = Pattern.compile("^\\| `(signalbox_router_[a-z_]+?)(_total|_seconds)?` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(PAGE));
        while (row.find()) {
            onPage.add(row.group(1));
        }
        assertThat(onPage).isEqualTo(names);
    }
}
