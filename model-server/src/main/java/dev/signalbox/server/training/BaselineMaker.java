package dev.signalbox.server.training;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.server.profile.RequestProfiler;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Gathers what a model was trained on and what it answers to that, as a baseline. Not thread safe. */
final class BaselineMaker {
    private static final double MISSING = Double.NaN;

    private final Signature signature;
    private final Map<String, Values> features = new LinkedHashMap<>();
    private final Map<String, Values> outputs = new LinkedHashMap<>();
    private long rows;

    BaselineMaker(Signature signature) {
        this.signature = signature;
    }

    /** Some numbers, or categories by index, that grow. */
    private static final class Values {
        private double[] all = new double[1_024];
        private int size;

        void add(double value) {
            if (size == all.length) {
                all = Arrays.copyOf(all, size * 2);
            }
            all[size++] = value;
        }

        double[] toArray() {
            return Arrays.copyOf(all, size);
        }

        int[] indexes() {
            return Arrays.stream(toArray())
                    .mapToInt(value -> Double.isNaN(value) ? -1 : (int) value)
                    .toArray();
        }
    }

    /** Adds rows and the answers to them. */
    void add(Batch asked, List<OutputTensor> answered) {
        rows += asked.rows();
        for (int i = 0; i < signature.inputs().size(); i++) {
            Elements elements = asked.inputs().get(i).elements();
            Input input = signature.inputs().get(i);
            gather(
                    features,
                    RequestProfiler.columns(input.name(), input.shape().valuesPerRow()),
                    elements,
                    elements::isMissing);
        }
        for (int i = 0; i < signature.outputs().size(); i++) {
            OutputTensor tensor = answered.get(i);
            Output output = tensor.output();
            gather(
                    outputs,
                    RequestProfiler.columns(output.name(), output.shape().valuesPerRow()),
                    tensor.elements(),
                    tensor::isNull);
        }
    }

    private static void gather(
            Map<String, Values> columns, List<String> names, Elements elements, IntPredicate isMissing) {
        for (int i = 0; i < elements.size(); i++) {
            columns.computeIfAbsent(names.get(i % names.size()), name -> new Values())
                    .add(isMissing.test(i) ? MISSING : elements.number(i));
        }
    }

    /** The baseline of what was added. */
    Baseline made() {
        Map<String, FeatureBaseline> ofFeatures = new LinkedHashMap<>();
        for (Input input : signature.inputs()) {
            for (String name :
                    RequestProfiler.columns(input.name(), input.shape().valuesPerRow())) {
                ofFeatures.put(name, of(input, features.getOrDefault(name, new Values())));
            }
        }
        Map<String, FeatureBaseline> ofOutputs = new LinkedHashMap<>();
        for (Output output : signature.outputs()) {
            for (String name :
                    RequestProfiler.columns(output.name(), output.shape().valuesPerRow())) {
                Values values = outputs.getOrDefault(name, new Values());
                ofOutputs.put(
                        name,
                        output.categories().isEmpty()
                                ? NumericBaseline.ofNumbers(values.toArray())
                                : CategoryBaseline.of(output.categories(), values.indexes()));
            }
        }
        return new Baseline(Baseline.VERSION, rows, ofFeatures, ofOutputs);
    }

    private static FeatureBaseline of(Input input, Values values) {
        if (input.domain().kind() == InputKind.CATEGORY) {
            return CategoryBaseline.of(input.domain().categories().texts(), values.indexes());
        }
        return input.domain().kind() == InputKind.TEXT
                ? NumericBaseline.ofLengths(values.toArray())
                : NumericBaseline.ofNumbers(values.toArray());
    }
}
