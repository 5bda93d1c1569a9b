package dev.signalbox.api.sample;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request that a version answered, and its answer. The request's id, the version and the instance identify it, so that
 * sending it again is safe, and the answers of two versions to one request can be joined.
 *
 * <p>{@code inputs} and {@code outputs} hold the elements of each tensor in row-major order: numbers, texts, truth, or null for
 * none. A tensor of {@code withheld} is masked, or did not fit, and has no elements. {@code unit} is the same for all requests
 * of a user, where the route keeps users on a version; clicks and repeats are counted by it.
 */
public record InferenceRecord(
        String requestId,
        DeploymentName deployment,
        ModelVersion version,
        String instance,
        Instant at,
        long latencyMicros,
        int rows,
        Map<String, List<@Nullable Object>> inputs,
        Map<String, List<@Nullable Object>> outputs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> withheld,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String unit) {
    /** What a user is told apart by: the router's hash of the sticky key. */
    public static final Pattern UNIT = Pattern.compile("[0-9a-f]{16}");

    /** The longest id that a request may have. */
    public static final int LONGEST_ID = 128;

    /** The most elements of all tensors of a record. */
    public static final int MOST_ELEMENTS = 4_096;

    /** The longest text of an element. */
    public static final int LONGEST_TEXT = 1_024;

    private static final int MOST_TENSORS = 1_000;
    private static final long LONGEST_LATENCY = 86_400_000_000L;

    public InferenceRecord {
        Require.atMost("record.requestId", LONGEST_ID, requestId);
        if (requestId.isBlank()) {
            throw new IllegalArgumentException("record.requestId must not be blank");
        }
        Require.present("record.deployment", deployment);
        Require.present("record.version", version);
        Require.atMost("record.instance", LONGEST_ID, instance);
        Require.present("record.at", at);
        Require.within("record.latencyMicros", latencyMicros, 0, LONGEST_LATENCY);
        Require.within("record.rows", rows, 1, Integer.MAX_VALUE);
        inputs = tensors("record.inputs", inputs);
        outputs = tensors("record.outputs", outputs);
        withheld = withheld == null ? List.of() : List.copyOf(withheld);
        Require.atMost("record.withheld", 2 * MOST_TENSORS, withheld);
        if (unit != null) {
            Require.matching("record.unit", unit, UNIT, "16 hexadecimal digits");
        }
        Require.within("record elements", (long) elements(inputs) + elements(outputs), 0, MOST_ELEMENTS);
    }

    /** A record of a request of which the user is not known. */
    public InferenceRecord(
            String requestId,
            DeploymentName deployment,
            ModelVersion version,
            String instance,
            Instant at,
            long latencyMicros,
            int rows,
            Map<String, List<@Nullable Object>> inputs,
            Map<String, List<@Nullable Object>> outputs,
            List<String> withheld) {
        this(requestId, deployment, version, instance, at, latencyMicros, rows, inputs, outputs, withheld, null);
    }

    private static int elements(Map<String, List<@Nullable Object>> tensors) {
        return tensors.values().stream().mapToInt(List::size).sum();
    }

    private static Map<String, List<@Nullable Object>> tensors(
            String field, @Nullable Map<String, List<@Nullable Object>> tensors) {
        Map<String, List<@Nullable Object>> copy = new LinkedHashMap<>();
        Map<String, List<@Nullable Object>> given = Require.present(field, tensors);
        Require.atMost(field, MOST_TENSORS, given);
        given.forEach((name, elements) -> {
            Require.atMost(field + " name", LONGEST_ID, name);
            List<@Nullable Object> plain = new ArrayList<>();
            Require.present(field + "." + name, elements)
                    .forEach(element -> plain.add(element(field + "." + name, element)));
            copy.put(name, Collections.unmodifiableList(plain));
        });
        return Collections.unmodifiableMap(copy);
    }

    /* As JSON gives them back: whole numbers as long, others as double. */
    private static @Nullable Object element(String field, @Nullable Object element) {
        return switch (element) {
            case null -> null;
            case String text -> Require.atMost(field, LONGEST_TEXT, text);
            case Boolean truth -> truth;
            case Integer whole -> (long) whole;
            case Long whole -> whole;
            case Number number -> {
                double value = number.doubleValue();
                yield Require.within(field, value, -Double.MAX_VALUE, Double.MAX_VALUE);
            }
            default ->
                throw new IllegalArgumentException(field + " must hold numbers, texts, truth or null, got "
                        + element.getClass().getSimpleName());
        };
    }
}
