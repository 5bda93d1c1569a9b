package dev.signalbox.monitor.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.Moments;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.api.review.TicketReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnusualTest {
    private static final FeatureProfile AGE = numbers(ProfileKind.NUMERIC, 0, new Moments(700, 25_000, 1e6, 19, 75));
    private static final Map<String, FeatureProfile> TRAINED = Map.of(
            "age", AGE,
            "rate", numbers(ProfileKind.NUMERIC, 3, new Moments(700, 70, 7, (float) 0.1, (float) 0.3)),
            "phone", numbers(ProfileKind.NUMERIC, 0, new Moments(700, 0, 0, 0, 0)),
            "remark", numbers(ProfileKind.TEXT, 0, new Moments(700, 7_000, 1e5, 1, 20)),
            "housing",
                    FeatureProfile.ofCategories(
                            0, new CategoryCounts(Map.of("Own", 600L, "Rent", 100L, "Free", 0L), 0, 0)),
            "town", FeatureProfile.ofCategories(0, new CategoryCounts(Map.of("Bonn", 600L), 100, 0)),
            "nothing", numbers(ProfileKind.NUMERIC, 0, Moments.NONE));

    static Stream<Arguments> inputs() {
        return Stream.of(
                argumentSet("within the range", "age", of(42), ""),
                argumentSet("the smallest there was", "age", of(19), ""),
                argumentSet("the largest there was", "age", of(75.0), ""),
                argumentSet("above", "age", of(93), "age: is 93, in training it was 19 to 75"),
                argumentSet("below", "age", of(-1.5), "age: is -1.5, in training it was 19 to 75"),
                argumentSet("far above", "age", of(1e300), "age: is 1E+300, in training it was 19 to 75"),
                argumentSet(
                        "no number at all",
                        "age",
                        of(Double.POSITIVE_INFINITY),
                        "age: is Infinity, in training it was 19 to 75"),
                argumentSet("one row of several", "age", of(20, 30, 80, 90), "age: is 80, in training it was 19 to 75"),
                argumentSet(
                        "missing where none was",
                        "age",
                        of((Object) null),
                        "age: is missing, and never was in training"),
                argumentSet("missing where some were", "rate", of((Object) null), ""),
                argumentSet("rounded to a float", "rate", of(0.1, 0.3), ""),
                argumentSet("truth as a number", "phone", of(true), "phone: is 1, in training it was 0 to 0"),
                argumentSet("untruth as a number", "phone", of(false), ""),
                argumentSet("a text where numbers were", "age", of("93"), ""),
                argumentSet("a category that was seen", "housing", of("Own"), ""),
                argumentSet(
                        "a category that is known and was not seen",
                        "housing",
                        of("Free"),
                        "housing: is \"Free\", which was never seen in training"),
                argumentSet(
                        "an unknown category",
                        "housing",
                        of("Boat"),
                        "housing: is \"Boat\", which was never seen in training"),
                argumentSet("a category that may be among the others", "town", of("Ulm"), ""),
                argumentSet("a number where categories were", "housing", of(3), ""),
                argumentSet(
                        "a long text",
                        "remark",
                        of("x".repeat(21)),
                        "remark: has 21 characters, in training it was 1 to 20"),
                argumentSet("a text as long as others", "remark", of("x".repeat(20)), ""),
                argumentSet("an input that was not profiled", "colour", of("red"), ""),
                argumentSet("a profile of nothing", "nothing", of(5), ""));
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void aValueIsHeldAgainstTheTrainingData(String name, List<@Nullable Object> values, String words) {
        assertThat(Unusual.words(Unusual.in(List.of(new Unusual.Input(name, values)), TRAINED)))
                .isEqualTo(words);
    }

    @Test
    void whatIsSaidIsBounded() {
        List<Unusual.Input> many = new ArrayList<>(IntStream.range(0, 500)
                .mapToObj(i -> new Unusual.Input("age", of(1_000)))
                .toList());
        many.addFirst(new Unusual.Input("housing", of("\uD83D\uDE00".repeat(100_000))));

        List<Unusual.Finding> found = Unusual.in(many, TRAINED);
        assertThat(found).hasSize(Unusual.MOST);
        assertThat(found.getFirst().why()).startsWith("is \"" + "\uD83D\uDE00".repeat(40) + "…\"");
        assertThat(Unusual.in(
                        List.of(new Unusual.Input(
                                "age",
                                of(Stream.concat(Stream.generate(() -> 20).limit(1_000), Stream.of(99))
                                        .toArray()))),
                        TRAINED))
                .as("only the first thousand values are looked at")
                .isEmpty();
    }

    @Property
    void whatIsUnusualComesBeforeWhatIsNotAndNothingIsBeyondTheScale(
            @ForAll TicketReason reason, @ForAll @DoubleRange(min = 0, max = 1) double confidence) {
        int usual = Priority.of(reason, confidence, false);
        int unusual = Priority.of(reason, confidence, true);
        assertThat(unusual).isGreaterThan(usual).isLessThanOrEqualTo(1_000);
    }

    @Property
    void ofTwoUnusualOnesTheLessSureIsStillFirst(
            @ForAll @DoubleRange(min = 0, max = 1) double one, @ForAll @DoubleRange(min = 0, max = 1) double other) {
        assertThat(Priority.of(TicketReason.LowConfidence, Math.min(one, other), true))
                .isGreaterThanOrEqualTo(Priority.of(TicketReason.LowConfidence, Math.max(one, other), true));
    }

    private static List<@Nullable Object> of(@Nullable Object... values) {
        return Arrays.asList(values);
    }

    private static FeatureProfile numbers(ProfileKind kind, long missing, Moments moments) {
        return FeatureProfile.ofNumbers(
                kind, missing, new BinnedNumbers(List.of(), List.of(Math.max(1, moments.count())), moments));
    }
}
