package dev.signalbox.monitor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.monitor.judging.KnownAnswer;
import dev.signalbox.monitor.page.Distribution.Bin;
import dev.signalbox.monitor.page.LearnedOverTime.Point;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageDataTest {
    private static final ModelVersion TWO = new ModelVersion("2");

    @Test
    void numbersAreToldByTheEdgesOfTheirBinsAndInShares() {
        Distribution shown =
                Distribution.of(TWO, "amount", numbers(List.of(50L, 30L, 20L), 100), numbers(List.of(1L, 1L, 2L), 4));

        assertThat(shown.bins())
                .containsExactly(
                        new Bin("up to 0.5", 0.25, 0.125),
                        new Bin("0.5 to 1000", 0.15, 0.125),
                        new Bin("above 1000", 0.1, 0.25),
                        new Bin("missing", 0.5, 0.5));
        assertThat(shown.referenceRows()).isEqualTo(200);
    }

    @Test
    void edgesThatLieCloseTogetherAreToldApart() {
        FeatureProfile close = FeatureProfile.ofNumbers(
                ProfileKind.NUMERIC,
                0,
                new BinnedNumbers(List.of(100_001.0, 100_002.0, 100_003.0), List.of(1L, 2L, 3L, 4L), Moments.NONE));

        assertThat(Distribution.of(TWO, "number", close, close).bins())
                .contains(new Bin("100001 to 100002", 0.2, 0.2), new Bin("100002 to 100003", 0.3, 0.3))
                .hasSize(5);
    }

    @Test
    void categoriesAreToldByNameWithThoseThatTrainingNeverSaw() {
        FeatureProfile then = FeatureProfile.ofCategories(0, new CategoryCounts(Map.of("car", 6L, "tv", 4L), 0, 0));
        FeatureProfile now = FeatureProfile.ofCategories(0, new CategoryCounts(Map.of("car", 1L, "tv", 1L), 0, 2));

        assertThat(Distribution.of(TWO, "purpose", then, now).bins())
                .contains(new Bin("car", 0.6, 0.25), new Bin("never seen in training", 0, 0.5));
        assertThat(Distribution.of(TWO, "purpose", null, now).bins()).contains(new Bin("car", 0, 0.25));
    }

    @Test
    void answersAddUpByWhatIsKnownOfThem() {
        Point sum = Point.of(60, new KnownAnswer(TWO, Instant.EPOCH, true, null, false, true))
                .plus(Point.of(60, new KnownAnswer(TWO, Instant.EPOCH, false, true, true, false)))
                .plus(Point.of(60, new KnownAnswer(TWO, Instant.EPOCH, null, false, false, false)));

        assertThat(sum).isEqualTo(new Point(60, 3, 2, 1, 2, 1, 1, 1));
    }

    private static FeatureProfile numbers(List<Long> counts, long missing) {
        return FeatureProfile.ofNumbers(
                ProfileKind.NUMERIC, missing, new BinnedNumbers(List.of(0.5, 1000.0), counts, Moments.NONE));
    }
}
