package dev.signalbox.monitor.tickets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.logging.Seldom;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.review.Unusual;
import dev.signalbox.monitor.store.StorableText;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Says what of a ticket's inputs is unlike the training data of its version, where the monitor knows that. Never fails. Thread safe. */
@Singleton
class UnusualInputs {
    private static final Logger LOG = Logger.getLogger(UnusualInputs.class);
    private static final Duration APART = Duration.ofMinutes(1);

    private final BaselineStore baselines;
    private final ObjectMapper json;
    private final MeterRegistry registry;
    private final Clock clock;
    private final Seldom seldom = new Seldom(APART);

    UnusualInputs(BaselineStore baselines, ObjectMapper json, MeterRegistry registry, Clock clock) {
        this.baselines = baselines;
        this.json = json;
        this.registry = registry;
        this.clock = clock;
    }

    /** In words, of tensors as they are {@link TicketContent#tensors shown}: what is masked is not told of. Null where nothing is. */
    @Nullable
    String of(DeploymentName deployment, ModelVersion version, String shown) {
        try {
            Optional<ReferenceProfile> baseline = baselines.get(deployment, version);
            if (baseline.isEmpty()) {
                return counted("no-baseline", null);
            }
            String words = StorableText.of(
                    Unusual.words(Unusual.in(inputs(shown), baseline.get().features())));
            return words.isEmpty() ? counted("usual", null) : counted("unusual", words);
        } catch (JsonProcessingException | RuntimeException e) {
            /* To have a ticket is worth more than to have it at its place in the queue. */
            seldom.turn(e.getClass().getName(), clock.instant())
                    .ifPresent(keptBack -> LOG.warnf(
                            "Whether inputs are unusual is not known: deployment=%s version=%s reason=%s kept-back=%d",
                            deployment, version, e.getMessage(), keptBack));
            return counted("failed", null);
        }
    }

    private @Nullable String counted(String result, @Nullable String words) {
        registry.counter(MeterNames.TICKETS_COMPARED, MeterNames.RESULT, result).increment();
        return words;
    }

    private List<Unusual.Input> inputs(String shown) throws JsonProcessingException {
        List<Unusual.Input> inputs = new ArrayList<>();
        for (JsonNode tensor : json.readTree(shown)) {
            if (tensor.has("data")) {
                List<@Nullable Object> values = new ArrayList<>();
                flatten(tensor.path("data"), values);
                inputs.add(new Unusual.Input(tensor.path("name").asText(), values));
            }
        }
        return inputs;
    }

    /* Rows may be lists of their own. */
    private static void flatten(JsonNode data, List<@Nullable Object> values) {
        if (data.isArray()) {
            data.forEach(inner -> flatten(inner, values));
        } else {
            values.add(
                    data.isNumber()
                            ? data.numberValue()
                            : data.isBoolean()
                                    ? (Object) data.booleanValue()
                                    : data.isTextual() ? data.textValue() : null);
        }
    }
}
