package dev.signalbox.operator.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingOrder;
import dev.signalbox.operator.retraining.TrainingResult;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator says to a trainer, and how it reads the report: the same on every platform. */
public final class TrainingContract {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TrainingContract() {}

    /**
     * The variables of a trainer.
     *
     * @param monitor the monitor's base URL as the trainer reaches it
     * @param out the folder that is made
     * @param report the file that the report goes to
     */
    public record Places(String monitor, String out, String report) {}

    /** What a trainer finds in its environment. */
    public static Map<String, String> environment(DeploymentName name, TrainingOrder order, Places places) {
        Training training = order.training();
        Map<String, String> environment = new LinkedHashMap<>();
        environment.put("SIGNALBOX_DEPLOYMENT", name.toString());
        environment.put("SIGNALBOX_STABLE_VERSION", training.base().version().id());
        environment.put("SIGNALBOX_STABLE_URI", training.base().uri());
        if (training.base().sha256() != null) {
            environment.put("SIGNALBOX_STABLE_SHA256", training.base().sha256());
        }
        environment.put("SIGNALBOX_NEW_VERSION", training.version().id());
        environment.put(
                "SIGNALBOX_EXPORT_URL",
                places.monitor().replaceAll("/+$", "") + "/v1/deployments/" + name + "/training?from=" + training.from()
                        + "&until=" + training.startedAt());
        environment.put("SIGNALBOX_OUT", places.out());
        environment.put("SIGNALBOX_REPORT", places.report());
        order.trainer()
                .settings()
                .forEach((setting, value) -> environment.put(
                        "SIGNALBOX_TRAIN_" + setting.replace('-', '_').toUpperCase(Locale.ROOT), value));
        return environment;
    }

    /** The folder of a version below the one that versions are written to. */
    public static String folder(String below, ModelVersion version) {
        return below.replaceAll("/+$", "") + "/" + version;
    }

    /** The report; empty where the text is none. */
    public static Optional<TrainingResult> report(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            JsonNode report = JSON.readTree(text);
            if (report == null || !report.isObject() || !report.path("version").isTextual()) {
                return Optional.empty();
            }
            return Optional.of(new TrainingResult(
                    new ModelVersion(report.path("version").asText()),
                    text(report.path("uri")),
                    text(report.path("sha256")),
                    report.path("baseline").asBoolean(),
                    report.path("rows").asLong(),
                    figures(report.path("evaluation")),
                    report.path("summary").asText("it gave no summary")));
        } catch (JsonProcessingException | IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static TrainingResult.@Nullable Figures figures(JsonNode evaluation) {
        JsonNode stable = evaluation.path("stable").path("accuracy");
        JsonNode candidate = evaluation.path("candidate").path("accuracy");
        return stable.isNumber() && candidate.isNumber()
                ? new TrainingResult.Figures(
                        stable.asDouble(),
                        candidate.asDouble(),
                        evaluation.path("candidate").path("n").asLong())
                : null;
    }

    private static @Nullable String text(JsonNode field) {
        return field.isTextual() ? field.asText() : null;
    }
}
