package dev.signalbox.operator.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.operator.machine.Decision;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.machine.Observation;
import dev.signalbox.operator.machine.StatusReport;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One decision as a CloudEvent 1.0 in its JSON format. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Notice(
        String specversion,
        String id,
        String source,
        String type,
        String subject,
        String time,
        String datacontenttype,
        Data data) {
    private static final String TYPE = "dev.signalbox.rollout.";

    /** What was decided, why, and what it rests on. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Data(
            String deployment,
            String phase,
            String reason,
            String message,
            boolean warning,
            @Nullable String stable,
            @Nullable String candidate,
            @Nullable String weight,
            ModelDeploymentStatus.@Nullable Judgement verdict) {}

    /** The notice of an announcement. Told again after a restart, it has the same id: who receives it twice can tell. */
    static Notice of(Observation seen, Decision decision, Effect.Announce announce) {
        String name = seen.facts().name().toString();
        ModelDeploymentStatus status = StatusReport.of(seen, decision);
        Instant since = decision.next().phase().since();
        String identity = name + "|" + announce.reason() + "|" + announce.message() + "|" + since;
        return new Notice(
                "1.0",
                UUID.nameUUIDFromBytes(identity.getBytes(StandardCharsets.UTF_8))
                        .toString(),
                "/signalbox/operator",
                TYPE + announce.reason().word(),
                name,
                seen.now().toString(),
                "application/json",
                new Data(
                        name,
                        decision.next().phase().name(),
                        announce.reason().word(),
                        announce.message(),
                        announce.reason().warning(),
                        status.stable() == null ? null : status.stable().version(),
                        status.candidate() == null ? null : status.candidate().version(),
                        status.candidate() == null ? null : status.candidate().weight(),
                        status.verdict()));
    }
}
