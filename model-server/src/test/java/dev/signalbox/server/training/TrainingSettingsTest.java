package dev.signalbox.server.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingSettingsTest {
    private static final Map<String, String> LEAST = Map.of(
            "SIGNALBOX_DEPLOYMENT", "bank/loan",
            "SIGNALBOX_STABLE_VERSION", "1",
            "SIGNALBOX_STABLE_URI", "s3://models/loan/1/",
            "SIGNALBOX_NEW_VERSION", "2",
            "SIGNALBOX_EXPORT_URL", "http://monitor/v1/deployments/bank/loan/training",
            "SIGNALBOX_OUT", "/models/2",
            "SIGNALBOX_REPORT", "/models/2.json");

    @Test
    void whatIsNotSaidIsUsual() throws Exception {
        TrainingSettings settings = TrainingSettings.of(LEAST);

        assertThat(settings.limits().leastRows()).isEqualTo(200);
        assertThat(settings.fitting().seed()).isEqualTo(7);
        assertThat(settings.place().token()).hasToString("no token");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SIGNALBOX_DEPLOYMENT|''|SIGNALBOX_DEPLOYMENT is required",
                "SIGNALBOX_DEPLOYMENT|bank/Loan!|SIGNALBOX_DEPLOYMENT: ",
                "SIGNALBOX_EXPORT_URL|ftp://x/y|SIGNALBOX_EXPORT_URL: must be an http:, https: or file: URL, got ftp://x/y",
                "SIGNALBOX_TRAIN_EPOCHS|many|SIGNALBOX_TRAIN_EPOCHS must be a number, got \"many\"",
                "SIGNALBOX_TRAIN_EPOCHS|0|SIGNALBOX_TRAIN_EPOCHS must be between 1.0 and 10000.0, got 0.0",
                "SIGNALBOX_TRAIN_SEED|1.5|SIGNALBOX_TRAIN_SEED must be a whole number, got 1.5",
                "SIGNALBOX_TRAIN_LEAST_ROWS|200000|SIGNALBOX_TRAIN_LEAST_ROWS must be between",
                "SIGNALBOX_TOKEN_FILE|/nowhere|SIGNALBOX_TOKEN_FILE must be a file that can be read, got /nowhere",
            })
    void whatIsWrongIsNamed(String name, String value, String why) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(name, value);

        assertThatThrownBy(() -> TrainingSettings.of(environment))
                .isInstanceOfSatisfying(
                        TrainingFailed.class, told -> assertThat(told.text()).contains(why));
    }

    @Test
    void theReferencePageNamesEveryVariableAndNoOther() throws IOException {
        assertThat(names("../docs/reference/trainer.md"))
                .isEqualTo(names("src/main/java/dev/signalbox/server/training/TrainingSettings.java"));
    }

    private static Set<String> names(String file) throws IOException {
        Set<String> names = new TreeSet<>();
        Matcher found = Pattern.compile("SIGNALBOX_[A-Z0-9_]+").matcher(Files.readString(Path.of(file)));
        while (found.find()) {
            names.add(found.group());
        }
        return names;
    }
}
