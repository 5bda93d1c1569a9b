package dev.signalbox.server.profile;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.CategoryCounter;
import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberTable;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.server.signature.Confidence;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what requests ask and what the model answers, in the bins of its baseline, until it is drained. Not thread safe. */
public final class RequestProfiler {
    /* Per value: a look whether it is missing, one at each of ten edges, five additions. No object is made, nothing is
     * looked up by name: tensors come in the order of the signature, categories as indexes of it. */

    private static final int NONE = -1;

    private final TensorCounter[] features;
    private final TensorCounter[] answers;
    private final @Nullable Confidence confidence;
    private final int confident;
    private final NumberTable sure;

    private RequestProfiler() {
        this.features = new TensorCounter[0];
        this.answers = new TensorCounter[0];
        this.confidence = null;
        this.confident = NONE;
        this.sure = NumberTable.of(List.of(Bins.CONFIDENCE));
    }

    /** One that counts nothing. */
    public static RequestProfiler ofNothing() {
        return new RequestProfiler();
    }

    /** The names under which a tensor's columns are profiled, where a row has so many values. */
    public static List<String> columns(String name, int valuesPerRow) {
        return TensorCounter.columnNames(name, valuesPerRow);
    }

    /** A profiler of the requests of a model. */
    public RequestProfiler(Signature signature, Baseline baseline) {
        this.features = signature.inputs().stream()
                .map(input -> features(input, baseline.features()))
                .toArray(TensorCounter[]::new);
        this.answers = signature.outputs().stream()
                .map(output -> answers(output, baseline.outputs()))
                .toArray(TensorCounter[]::new);
        this.confidence = signature.confidence();
        this.confident = confidence == null ? NONE : place(confidence, signature.outputs());
        /* How sure the model is tells the probability that it answered. */
        this.sure = new TensorCounter.Manner(
                        ProfileKind.NUMERIC,
                        confident != NONE && signature.outputs().get(confident).masked())
                .table(List.of(Bins.CONFIDENCE));
    }

    /* An output of several columns says how sure the model is of none of them. */
    private static int place(Confidence rule, List<Output> outputs) {
        for (int i = 0; i < outputs.size(); i++) {
            Output output = outputs.get(i);
            if (output.name().equals(rule.output())
                    && TensorCounter.columnNames(output.name(), output.shape().valuesPerRow())
                                    .size()
                            == 1) {
                return i;
            }
        }
        return NONE;
    }

    /** How many profiles a drain gives. */
    public int size() {
        int size = 0;
        for (TensorCounter feature : features) {
            size += feature.columns();
        }
        for (TensorCounter answer : answers) {
            size += answer.columns();
        }
        return size;
    }

    /** Counts a request and its answer. */
    public void add(Batch batch, List<OutputTensor> answered) {
        addInputs(batch);
        addOutputs(answered);
    }

    void addInputs(Batch batch) {
        for (int i = 0; i < features.length; i++) {
            InputTensor tensor = batch.inputs().get(i);
            features[i].add(tensor.elements(), tensor.elements()::isMissing);
        }
    }

    private void addOutputs(List<OutputTensor> answered) {
        for (int i = 0; i < answers.length; i++) {
            OutputTensor tensor = answered.get(i);
            answers[i].add(tensor.elements(), tensor::isNull);
            if (i == confident && confidence != null) {
                addConfidence(confidence, tensor.elements());
            }
        }
    }

    private void addConfidence(Confidence rule, Elements elements) {
        for (int i = 0; i < elements.size(); i++) {
            sure.add(0, rule.of(elements.number(i)));
        }
    }

    /** Takes out what was counted since the last drain. */
    public Profiles drain() {
        Map<String, FeatureProfile> seen = new TreeMap<>();
        for (TensorCounter feature : features) {
            feature.drainInto(seen);
        }
        Map<String, OutputProfile> said = new TreeMap<>();
        for (int i = 0; i < answers.length; i++) {
            Map<String, FeatureProfile> columns = new TreeMap<>();
            answers[i].drainInto(columns);
            BinnedNumbers sureness = i == confident ? sure.drainNumbers(0) : null;
            columns.forEach((name, profile) -> said.put(name, OutputProfile.of(profile, sureness)));
        }
        return new Profiles(seen, said);
    }

    private static TensorCounter features(Input input, Map<String, FeatureBaseline> baselines) {
        List<String> names =
                TensorCounter.columnNames(input.name(), input.shape().valuesPerRow());
        TensorCounter.Manner numbers = new TensorCounter.Manner(ProfileKind.NUMERIC, input.masked());
        if (input.domain().kind() == InputKind.IMAGE) {
            return TensorCounter.ofImages(
                    input.name(),
                    numbers,
                    name -> bins(baselines.get(name), name.endsWith(".brightness") ? Bins.CONFIDENCE : Bins.LENGTHS));
        }
        if (input.domain().kind() == InputKind.CATEGORY) {
            return TensorCounter.ofCategories(
                    names,
                    name -> CategoryCounter.of(input.domain().categories().texts(), counts(baselines.get(name))));
        }
        /* Texts that are no categories are counted by their length. */
        return input.datatype() == Datatype.BYTES
                ? TensorCounter.ofNumbers(
                        names,
                        new TensorCounter.Manner(ProfileKind.TEXT, input.masked()),
                        name -> bins(baselines.get(name), Bins.LENGTHS))
                : TensorCounter.ofNumbers(names, numbers, name -> bins(baselines.get(name), Bins.ONE));
    }

    private static TensorCounter answers(Output output, Map<String, FeatureBaseline> baselines) {
        List<String> names =
                TensorCounter.columnNames(output.name(), output.shape().valuesPerRow());
        return output.datatype() == Datatype.BYTES
                ? TensorCounter.ofCategories(
                        names, name -> CategoryCounter.of(output.categories(), counts(baselines.get(name))))
                : TensorCounter.ofNumbers(
                        names,
                        new TensorCounter.Manner(ProfileKind.NUMERIC, output.masked()),
                        name -> bins(baselines.get(name), Bins.ONE));
    }

    /** The training data in the bins that its profiler counts in: what windows are to be compared with. */
    public static ReferenceProfile reference(Signature signature, Baseline baseline) {
        Profiles bins = new RequestProfiler(signature, baseline).drain();
        Map<String, FeatureProfile> features = new TreeMap<>();
        bins.features()
                .forEach((name, like) ->
                        putCounted(features, name, baseline.features().get(name), like));
        Map<String, FeatureProfile> outputs = new TreeMap<>();
        bins.outputs()
                .forEach((name, like) -> putCounted(
                        outputs,
                        name,
                        baseline.outputs().get(name),
                        new FeatureProfile(like.kind(), like.rows(), like.nulls(), like.values(), like.categories())));
        return new ReferenceProfile(ReferenceProfile.VERSION, baseline.rows(), features, outputs);
    }

    private static void putCounted(
            Map<String, FeatureProfile> counted, String name, @Nullable FeatureBaseline baseline, FeatureProfile like) {
        FeatureProfile profile = baseline == null ? null : ReferenceProfile.counted(baseline, like);
        if (profile != null) {
            counted.put(name, profile);
        }
    }

    private static Bins bins(@Nullable FeatureBaseline baseline, Bins without) {
        return baseline instanceof NumericBaseline numbers ? numbers.bins() : without;
    }

    private static Map<String, Long> counts(@Nullable FeatureBaseline baseline) {
        return baseline instanceof CategoryBaseline categories ? categories.counts() : Map.of();
    }
}
