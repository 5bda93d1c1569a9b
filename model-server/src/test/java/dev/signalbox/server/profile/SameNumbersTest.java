package dev.signalbox.server.profile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryBaseline;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumericBaseline;
import dev.signalbox.server.folder.ModelFolder;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that sees the training data again counts what the baseline says, which the command's tests hold to the same file. */
class SameNumbersTest {
    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void theTrainingDataLooksLikeItsBaseline(String version) throws Exception {
        ModelFolder model =
                ModelFolder.read(Path.of("../examples/loan-approval").resolve(version));
        RequestProfiler profiler =
                new RequestProfiler(model.signature(), model.baseline().profile());
        TrainingData data = new TrainingData(model.signature());
        Profiles seen = Profiles.NONE;
        for (int row = 0; row < data.size(); row += 70) {
            profiler.addInputs(data.batch(row, row + 70));
            seen = seen.merge(profiler.drain());
        }

        Profiles all = seen;
        assertThat(all.features())
                .containsOnlyKeys(model.baseline().profile().features().keySet());
        model.baseline().profile().features().forEach((name, baseline) -> {
            FeatureProfile profile = requireNonNull(all.features().get(name));
            assertThat(profile.rows()).as(name).isEqualTo(baseline.rows());
            assertThat(profile.missing()).as(name).isEqualTo(baseline.missing());
            switch (baseline) {
                case NumericBaseline numbers -> assertSame(name, numbers, requireNonNull(profile.values()));
                case CategoryBaseline categories -> {
                    assertThat(requireNonNull(profile.categories()).unseen())
                            .as(name)
                            .isZero();
                    profile.categories()
                            .counts()
                            .forEach((category, count) ->
                                    assertThat(categories.counts()).as(name).containsEntry(category, count));
                }
            }
        });
    }

    private static void assertSame(String name, NumericBaseline numbers, BinnedNumbers seen) {
        assertThat(seen.edges()).as(name).isEqualTo(numbers.edges());
        assertThat(seen.counts()).as(name).isEqualTo(numbers.counts());
        assertThat(seen.moments().mean().orElseThrow())
                .as(name)
                .isCloseTo(requireNonNull(numbers.mean()), within(1e-9));
        assertThat(seen.moments().deviation()).as(name).isCloseTo(requireNonNull(numbers.stddev()), within(1e-6));
        assertThat(seen.moments().min()).as(name).isEqualTo(numbers.min());
        assertThat(seen.moments().max()).as(name).isEqualTo(numbers.max());
    }
}
