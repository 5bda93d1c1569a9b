package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Degree;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DecisionTest {
    private static final Automation HUMAN = Automation.of(Degree.HumanOnly);
    private static final Automation PARTIAL = new Automation(Degree.Partial, 0.9, Map.of("deny", 0.99, "grant", 0.0));

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of(null, 200, "0.1", null, "automatic"),
                Arguments.of(null, 500, null, null, "automatic"),
                Arguments.of(Automation.FULL, 200, "0.1", null, "automatic"),
                Arguments.of(Automation.of(Degree.Assist), 200, "0.1", null, "advisory"),
                Arguments.of(Automation.of(Degree.Assist), 503, null, null, "automatic"),
                Arguments.of(HUMAN, 200, "1.0", null, "review HumanOnly"),
                Arguments.of(HUMAN, 503, null, null, "review HumanOnly"),
                Arguments.of(HUMAN, 400, null, null, "automatic"),
                Arguments.of(PARTIAL, 200, "0.9000", null, "automatic"),
                Arguments.of(PARTIAL, 200, "0.8999", null, "review LowConfidence"),
                Arguments.of(PARTIAL, 200, "0.95", "deny", "review LowConfidence"),
                Arguments.of(PARTIAL, 200, "0.99", "deny", "automatic"),
                Arguments.of(PARTIAL, 200, "0.01", "grant", "automatic"),
                Arguments.of(PARTIAL, 200, "0.95", "unheard of", "automatic"),
                Arguments.of(PARTIAL, 200, null, "grant", "review NoPrediction"),
                Arguments.of(PARTIAL, 200, "NaN", null, "review NoPrediction"),
                Arguments.of(PARTIAL, 200, "very", null, "review NoPrediction"),
                Arguments.of(PARTIAL, 500, "1.0", null, "review NoPrediction"),
                Arguments.of(PARTIAL, 422, "0.1", null, "automatic"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void whoDecides(
            @Nullable Automation automation,
            int status,
            @Nullable String confidence,
            @Nullable String predicted,
            String decision) {
        assertThat(said(Decision.of(automation, status, Decision.Told.of(confidence, predicted))))
                .isEqualTo(decision);
    }

    @Test
    void onlyWhatTheMachineDecidesIsChecked() {
        Automation all = Automation.FULL.withAuditShare(Weight.ALL);

        assertThat(Decision.audited(all, Decision.Pass.AUTOMATIC, "r")).isTrue();
        assertThat(Decision.audited(all, new Decision.Pass(true), "r")).isFalse();
        assertThat(Decision.audited(Automation.FULL, Decision.Pass.AUTOMATIC, "r"))
                .isFalse();
        assertThat(Decision.audited(null, Decision.Pass.AUTOMATIC, "r")).isFalse();
    }

    private static String said(Decision decision) {
        return decision instanceof Decision.Review review ? decision.word() + " " + review.reason() : decision.word();
    }
}
