package dev.signalbox.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.operator.kubernetes.KubernetesConfig;
import dev.signalbox.operator.machine.Reason;
import dev.signalbox.operator.machine.RolloutPhase;
import dev.signalbox.operator.platform.OperatorConfig;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds docs/reference/operator.md and the code together, in both directions. */
class OperatorReferenceTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @Test
    void phases() throws IOException {
        assertThat(rows("Phases"))
                .isEqualTo(Arrays.stream(RolloutPhase.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void reasons() throws IOException {
        assertThat(rows("Reasons"))
                .isEqualTo(Arrays.stream(Reason.values())
                        .map(Reason::word)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    /** What goes wrong has a row that says what to do. */
    @Test
    void troubles() throws IOException {
        Set<String> rows = ROW.matcher(Files.readString(Path.of("..", "docs", "troubleshooting.md")))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(rows)
                .isEqualTo(Arrays.stream(Reason.values())
                        .filter(Reason::warning)
                        .map(Reason::word)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void configurationKeys() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (Class<?> config : new Class<?>[] {OperatorConfig.class, KubernetesConfig.class}) {
            String prefix = config.getAnnotation(ConfigMapping.class).prefix();
            for (Method key : config.getDeclaredMethods()) {
                String name = key.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
                keys.add(prefix + "." + name);
            }
        }
        assertThat(rows("Configuration")).isEqualTo(keys);
    }

    private static Set<String> rows(String section) throws IOException {
        String page = Files.readString(Path.of("..", "docs", "reference", "operator.md"));
        int from = page.indexOf("\n## " + section + "\n");
        int to = page.indexOf("\n## ", from + 4);
        return ROW.matcher(page.substring(from, to < 0 ? page.length() : to))
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
