package dev.signalbox.server.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Makes records of answered requests, without what the signature masks and what does not fit. */
final class RecordMaker {
    private static final int LONGEST_TEXT = 256;

    private final DeploymentName deployment;
    private final ModelVersion version;
    private final String instance;
    private final int mostElements;

    RecordMaker(DeploymentName deployment, ModelVersion version, String instance, int mostElements) {
        this.deployment = deployment;
        this.version = version;
        this.instance = instance;
        this.mostElements = Math.clamp(mostElements, 1, InferenceRecord.MOST_ELEMENTS);
    }

    InferenceRecord record(String requestId, Answered answered, Instant at, long nanos) {
        Content content = new Content(mostElements);
        Map<String, List<Object>> inputs = new LinkedHashMap<>();
        for (InputTensor tensor : answered.batch().inputs()) {
            Input input = tensor.input();
            List<String> texts = input.domain().kind() == InputKind.CATEGORY
                    ? input.domain().categories().texts()
                    : List.of();
            content.put(inputs, input.name(), input.masked(), tensor.elements(), texts, tensor.elements()::isNull);
        }
        Map<String, List<Object>> outputs = new LinkedHashMap<>();
        for (OutputTensor tensor : answered.outputs()) {
            content.put(
                    outputs,
                    tensor.output().name(),
                    tensor.output().masked(),
                    tensor.elements(),
                    tensor.output().categories(),
                    tensor::isNull);
        }
        return new InferenceRecord(
                requestId,
                deployment,
                version,
                instance,
                at,
                nanos / 1_000,
                answered.batch().rows(),
                inputs,
                outputs,
                content.withheld,
                unit(answered.origin()));
    }

    /* Whoever asks the server itself may say anything. */
    private static @Nullable String unit(Answered.Origin origin) {
        String unit = origin.unit();
        return unit != null && InferenceRecord.UNIT.matcher(unit).matches() ? unit : null;
    }

    /** What still fits into a record. */
    private static final class Content {
        private final List<String> withheld = new ArrayList<>();
        private int room;

        Content(int room) {
            this.room = room;
        }

        void put(
                Map<String, List<Object>> tensors,
                String name,
                boolean masked,
                Elements elements,
                List<String> texts,
                IntPredicate none) {
            /* A picture is more than a record may hold, and rarely what may be kept. */
            if (masked || elements instanceof Elements.Images || elements.size() > room) {
                withheld.add(name);
                return;
            }
            room -= elements.size();
            List<Object> values = new ArrayList<>(elements.size());
            for (int i = 0; i < elements.size(); i++) {
                values.add(none.test(i) ? nothing() : value(elements, i, texts));
            }
            tensors.put(name, values);
        }

        /* A record's elements may be null; the checker does not see that in a contract that is compiled already. */
        @SuppressWarnings("NullAway")
        private static Object nothing() {
            return null;
        }

        private static Object value(Elements elements, int index, List<String> texts) {
            return switch (elements) {
                case Elements.Floats floats -> floats.get(index);
                case Elements.Doubles doubles -> doubles.get(index);
                case Elements.Booleans booleans -> booleans.get(index);
                case Elements.Texts free -> shown(free.get(index));
                case Elements.Images images -> images.number(index);
                case Elements.Longs longs -> {
                    long value = longs.get(index);
                    if (texts.isEmpty()) {
                        yield value;
                    }
                    /* An unknown category's text is not kept by the request either. */
                    yield value >= 0 && value < texts.size() ? shown(texts.get((int) value)) : value;
                }
            };
        }

        private static String shown(String text) {
            return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT - 3) + "...";
        }
    }
}
