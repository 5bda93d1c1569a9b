package dev.signalbox.api.feedback;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.ContractJson;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedbackTest {
    @ParameterizedTest
    @EnumSource
    void feedbackOfEveryKindSurvivesJson(FeedbackKind kind) {
        ContractJson.assertSurvives(new Feedback("r-1", kind, "approved", Instant.parse("2026-05-01T12:00:00Z")));
        ContractJson.assertSurvives(new Feedback("r-1", kind, true, null));
        ContractJson.assertSurvives(new Feedback("r-1", kind, 0.5, null));
    }

    @Test
    void aValueIsASmallScalar() {
        assertThatThrownBy(() -> new Feedback("r", FeedbackKind.LABEL, List.of(1), null))
                .hasMessageContaining("feedback.value");
        assertThatThrownBy(() -> new Feedback("r", FeedbackKind.LABEL, Double.NaN, null))
                .hasMessageContaining("feedback.value");
        assertThatThrownBy(() -> new Feedback("r", FeedbackKind.LABEL, "x".repeat(1_025), null))
                .hasMessageContaining("1024");
        assertThatThrownBy(() -> new Feedback(" ", FeedbackKind.LABEL, true, null))
                .hasMessageContaining("requestId");
    }
}
