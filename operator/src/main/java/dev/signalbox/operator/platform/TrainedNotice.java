package dev.signalbox.operator.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.TrainingResult;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A version that was trained, as a CloudEvent 1.0 in its JSON format. Told twice, it has the same id. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrainedNotice(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        String time,
        String datacontenttype,
        Data data) {
    /** What a spec has to say to roll it out, what it came from, and how good it is. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Data(
            String deployment,
            String version,
            @Nullable String uri,
            @Nullable String sha256,
            String trainedFrom,
            String cause,
            @Nullable Double stableAccuracy,
            @Nullable Double candidateAccuracy,
            @Nullable Long heldOut,
            @Nullable String summary) {}

    static TrainedNotice of(DeploymentName deployment, Trained trained) {
        String version = trained.training().version().id();
        TrainingResult result = trained.result();
        TrainingResult.Figures figures = result == null ? null : result.figures();
        return new TrainedNotice(
                "1.0",
                UUID.nameUUIDFromBytes((deployment + "|" + version).getBytes(StandardCharsets.UTF_8))
                        .toString(),
                "/signalbox/operator",
                "dev.signalbox.retraining.Trained",
                deployment.toString(),
                trained.endedAt().toString(),
                "application/json",
                new Data(
                        deployment.toString(),
                        version,
                        result == null ? null : result.uri(),
                        result == null ? null : result.sha256(),
                        trained.training().base().version().id(),
                        trained.training().trigger().cause(),
                        figures == null ? null : figures.stable(),
                        figures == null ? null : figures.candidate(),
                        figures == null ? null : figures.heldOut(),
                        result == null ? null : result.summary()));
    }
}
