package dev.signalbox.cli.scaffold;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A signature that may still be wrong about the outputs: TorchScript tells neither their datatypes nor their shapes, so the model is
 * tried, and what it complains about is mended.
 *
 * @param matrix whether the model gets one matrix, or a tensor for each input
 * @param inputs the inputs, in the model's order
 * @param outputs the outputs, in the model's order
 * @param confidence the output that says how sure the model is, as the probability of one of two classes; null for none
 */
public record SignatureDraft(
        boolean matrix,
        List<SampleColumn> inputs,
        List<Output> outputs,
        @Nullable String confidence) {
    private static final String MUST_GIVE = "the model must give output \"([^\"]+)\" ";
    private static final Pattern WRONG_TYPE = Pattern.compile(MUST_GIVE + "as \\w+, got (\\w+)");
    private static final Pattern WRONG_SHAPE =
            Pattern.compile(MUST_GIVE + "with shape .*? for \\d+ rows, got \\[([-\\d, ]+)]");

    /** An output: its name, its datatype, and the sizes within a row. */
    public record Output(String name, String datatype, List<Long> sizes) {
        public Output {
            sizes = List.copyOf(sizes);
        }

        /** One whole number a row, which nothing but whole numbers can be taken for: anything may be taken for floating numbers. */
        public static Output unknown(String name) {
            return new Output(name, "INT64", List.of());
        }

        List<Long> shape() {
            List<Long> shape = new ArrayList<>(List.of(-1L));
            shape.addAll(sizes);
            return shape;
        }
    }

    public SignatureDraft {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
    }

    /** The draft that does not contradict what the model said; empty where it said nothing that helps. */
    public Optional<SignatureDraft> mendedBy(String said) {
        List<Output> mended =
                outputs.stream().map(output -> mended(output, said)).toList();
        return mended.equals(outputs)
                ? Optional.empty()
                : Optional.of(new SignatureDraft(matrix, inputs, mended, null));
    }

    /** The same with an output that says how sure the model is. */
    public SignatureDraft sureBy(String output) {
        return new SignatureDraft(matrix, inputs, outputs, output);
    }

    private static Output mended(Output output, String said) {
        Output mended = output;
        for (Matcher type = WRONG_TYPE.matcher(said); type.find(); ) {
            if (type.group(1).equals(output.name())) {
                mended = new Output(output.name(), datatype(type.group(2)), mended.sizes());
            }
        }
        for (Matcher shape = WRONG_SHAPE.matcher(said); shape.find(); ) {
            if (shape.group(1).equals(output.name())) {
                List<Long> sizes = Arrays.stream(shape.group(2).split(", *", -1))
                        .map(size -> Long.valueOf(size.strip()))
                        .toList();
                mended = new Output(output.name(), mended.datatype(), sizes.subList(1, sizes.size()));
            }
        }
        return mended;
    }

    /* By the engine's names. */
    private static String datatype(String engine) {
        return switch (engine.toUpperCase(java.util.Locale.ROOT)) {
            case "BOOLEAN" -> "BOOL";
            case "FLOAT64" -> "FP64";
            default -> "FP32";
        };
    }

    /** The document. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("v", 1);
        document.put("packing", matrix ? "matrix" : "tensors");
        document.put("inputs", inputs.stream().map(input -> input.input(matrix)).toList());
        document.put(
                "outputs",
                outputs.stream()
                        .map(output ->
                                Map.of("name", output.name(), "datatype", output.datatype(), "shape", output.shape()))
                        .toList());
        if (confidence != null) {
            document.put("confidence", Map.of("output", confidence, "kind", "binaryProbability"));
        }
        return document;
    }
}
