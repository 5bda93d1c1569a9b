package dev.signalbox.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.monitor.access.AccessConfig;
import dev.signalbox.monitor.callbacks.CallbackConfig;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.prometheus.PrometheusConfig;
import dev.signalbox.monitor.records.RecordConfig;
import dev.signalbox.monitor.retention.RetentionConfig;
import dev.signalbox.monitor.tickets.ReviewConfig;
import dev.signalbox.monitor.verdict.JudgingConfig;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The reference page names every key and metric, and none that does not exist. */
class ReferencePageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "monitor-service.md");

    @Test
    void everyConfigurationKeyStandsOnThePageAndNoOther() throws IOException {
        TreeSet<String> keys = new TreeSet<>();
        for (Class<?> config : new Class<?>[] {
            RetentionConfig.class,
            RecordConfig.class,
            AccessConfig.class,
            JudgingConfig.class,
            PrometheusConfig.class,
            ReviewConfig.class,
            CallbackConfig.class
        }) {
            String prefix = config.getAnnotation(ConfigMapping.class).prefix();
            for (Method key : config.getDeclaredMethods()) {
                keys.add(prefix + "."
                        + key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
            }
        }

        assertThat(found("`(signalbox\\.monitor\\.[a-z.-]+)`")).isEqualTo(keys);
    }

    @Test
    void everyMetricStandsOnThePageAndNoOther() throws IOException, IllegalAccessException {
        TreeSet<String> names = new TreeSet<>();
        for (Field name : MeterNames.class.getFields()) {
            String value = (String) name.get(null);
            if (value.startsWith("signalbox.")) {
                names.add(value.replace('.', '_'));
            }
        }

        assertThat(found("`(signalbox_[a-z_]+?)(?:_total|_seconds)?`")).isEqualTo(names);
    }

    private static Set<String> found(String pattern) throws IOException {
        return Pattern.compile(pattern)
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
