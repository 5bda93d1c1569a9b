package dev.signalbox.monitor.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberCounter;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is stored of profiles reads back as it was, and adds up as profiles do. */
class ProfileSumsTest {
    @Property(tries = 200)
    void whatIsStoredReadsBackAsItWas(@ForAll @Size(max = 40) List<@IntRange(min = -300, max = 300) Integer> values) {
        Profiles seen = MadeUp.profiles(values);

        assertThat(stored(seen)).isEqualTo(seen);
    }

    @Property(tries = 200)
    void sumsAddUpAsTheProfilesDo(
            @ForAll @Size(max = 40) List<@IntRange(min = -300, max = 300) Integer> first,
            @ForAll @Size(max = 40) List<@IntRange(min = -300, max = 300) Integer> second) {
        Profiles one = MadeUp.profiles(first);
        Profiles other = MadeUp.profiles(second);
        List<Integer> all = new ArrayList<>(first);
        all.addAll(second);
        ProfileShape shape = ProfileShape.of(one.features(), one.outputs());

        assertThat(shape).isEqualTo(ProfileShape.of(other.features(), other.outputs()));
        assertThat(shape.read(sums(one).plus(sums(other))))
                .isEqualTo(shape.read(sums(other).plus(sums(one))))
                .isEqualTo(MadeUp.profiles(all));
    }

    @Test
    void largeCountsAndMomentsAreNotCut() {
        FeatureProfile large = FeatureProfile.ofNumbers(
                ProfileKind.NUMERIC,
                1L,
                new BinnedNumbers(
                        List.of(0.5),
                        List.of(999_999_999_998L, 0L),
                        new dev.signalbox.api.profile.Moments(999_999_999_998L, -1e300, 1e300, -1e140, 0.1)));
        Profiles seen = new Profiles(Map.of("large", large), Map.of());

        assertThat(stored(seen)).isEqualTo(seen);
    }

    @Test
    void sumsOfDifferentShapesDoNotMeet() {
        Profiles one = MadeUp.profiles(List.of(1));
        Profiles other = new Profiles(one.features(), Map.of());

        assertThatThrownBy(() -> sums(one).plus(sums(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("same shape");
    }

    @Test
    void everyDifferenceIsInTheFingerprint() {
        List<ProfileShape> shapes = List.of(
                shape(numbers("a", List.of(1.0))),
                shape(numbers("b", List.of(1.0))),
                shape(numbers("a", List.of(1.0, 2.0))),
                shape(Map.of(
                        "a",
                        FeatureProfile.ofNumbers(
                                ProfileKind.TEXT, 0, counter(List.of(1.0)).drainNumbers()))),
                shape(Map.of("a", FeatureProfile.ofCategories(0, new CategoryCounts(Map.of("x", 0L), 0, 0)))),
                shape(Map.of("a", FeatureProfile.ofCategories(0, new CategoryCounts(Map.of("y", 0L), 0, 0)))),
                new ProfileShape(List.of(), shape(numbers("a", List.of(1.0))).features()));

        assertThat(shapes.stream().map(shape -> List.of(bytes(shape))).distinct())
                .hasSize(shapes.size());
    }

    @Test
    void theTotalIsOfTheBinsThatMostRowsAreInWhateverTheOrder() {
        List<ProfileSlice> slices = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            slices.add(slice(numbers("a", List.of(1.0), 5, 0.5)));
            slices.add(slice(numbers("a", List.of(2.0), 6, 0.5)));
        }
        Profiles total = ProfileTotal.of(slices);
        Collections.shuffle(slices, new Random(3));

        assertThat(total.features().get("a").rows()).isEqualTo(18);
        assertThat(total.features().get("a").values().edges()).containsExactly(2.0);
        assertThat(ProfileTotal.of(slices)).isEqualTo(total);
    }

    private static Map<String, FeatureProfile> numbers(String name, List<Double> edges) {
        return numbers(name, edges, 0, 0);
    }

    private static Map<String, FeatureProfile> numbers(String name, List<Double> edges, int times, double value) {
        NumberCounter counter = counter(edges);
        IntStream.range(0, times).forEach(i -> counter.add(value));
        return Map.of(name, counter.drain());
    }

    private static NumberCounter counter(List<Double> edges) {
        return new NumberCounter(ProfileKind.NUMERIC, Bins.of(edges));
    }

    private static ProfileSlice slice(Map<String, FeatureProfile> features) {
        return new ProfileSlice(Instant.EPOCH, Duration.ofSeconds(10), new Profiles(features, Map.of()));
    }

    private static ProfileShape shape(Map<String, FeatureProfile> features) {
        return ProfileShape.of(features, Map.<String, OutputProfile>of());
    }

    private static List<Byte> bytes(ProfileShape shape) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : shape.fingerprint()) {
            bytes.add(b);
        }
        return bytes;
    }

    private static ProfileSums sums(Profiles profiles) {
        return ProfileSums.of(profiles.features(), profiles.outputs());
    }

    private static Profiles stored(Profiles seen) {
        return ProfileShape.of(seen.features(), seen.outputs())
                .read(ProfileSums.ofBytes(sums(seen).bytes()));
    }
}
