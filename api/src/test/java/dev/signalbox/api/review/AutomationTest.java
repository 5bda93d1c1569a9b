package dev.signalbox.api.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.signalbox.api.ContractJson;
import dev.signalbox.api.Weight;
import dev.signalbox.api.sample.RequestSample;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AutomationTest {
    @Test
    void aShareIsCheckedAndThatIsWithinWhatIsRecorded() {
        Automation audited = Automation.FULL.withAuditShare(Weight.ofPercent(5));
        RequestSample records = new RequestSample(0.05);

        long checked = IntStream.range(0, 100_000)
                .mapToObj(i -> "request-" + i)
                .filter(audited::audits)
                .peek(id -> assertThat(records.keeps(id)).isTrue())
                .count();

        assertThat(checked).isBetween(4_600L, 5_400L);
        assertThat(Automation.FULL.audits("request-1")).isFalse();
        assertThat(Automation.FULL.withAuditShare(Weight.ALL).audits("request-1"))
                .isTrue();
    }

    @Test
    void whereClassesAreTooManyTheOthersAreKept() {
        Automation asked = partial("asked", 100);
        Automation now = partial("now", 1);

        assertThat(asked.withAuditShare(Weight.ALL).withoutMoreThan(now)).isEqualTo(now.withAuditShare(Weight.ALL));
        assertThat(asked.decidesMoreThan(now)).isTrue();
        assertThat(now.decidesMoreThan(now)).isFalse();
    }

    private static Automation partial(String prefix, int classes) {
        return new Automation(
                Degree.Partial,
                0.5,
                IntStream.range(0, classes).boxed().collect(Collectors.toMap(i -> prefix + i, i -> 0.9)));
    }

    @Test
    void whatIsNotSaidIsAsUsual() throws JsonProcessingException {
        ReviewPolicy policy = ContractJson.read("{}", ReviewPolicy.class);

        assertThat(policy).isEqualTo(ReviewPolicy.DEFAULT);
        assertThat(policy.due()).isEmpty();
        ContractJson.assertSurvives(
                Automation.FULL.withAuditShare(new Weight(25)).withReview(policy));
        assertThatThrownBy(() -> new ReviewPolicy(0L, Overdue.Keep, ShowSuggestion.Never))
                .hasMessageContaining("automation.review.dueSeconds must be between 1 and 2592000, got 0");
    }
}
