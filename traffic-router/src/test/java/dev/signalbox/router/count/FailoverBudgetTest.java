package dev.signalbox.router.count;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class FailoverBudgetTest {
    @Property
    void ofAnyRequestsNoMoreFailOverThanTheBurstAndTheShare(
            @ForAll @IntRange(max = 100) int percent,
            @ForAll @IntRange(max = 50) int burst,
            @ForAll @IntRange(max = 2_000) int requests) {
        FailoverBudget budget = new FailoverBudget(percent, burst);
        int over = 0;
        for (int i = 0; i < requests; i++) {
            budget.earn();
            if (budget.has()) {
                budget.spend();
                over++;
            }
        }
        assertThat(over).isLessThanOrEqualTo(burst + requests * percent / 100);
        if (burst > 1) {
            assertThat(over).isGreaterThanOrEqualTo(Math.min(requests, burst + (requests - burst) * percent / 100 - 2));
        }
    }

    @Property
    void whatIsNotSpentIsKeptUpToTheBurst(@ForAll @IntRange(min = 1, max = 50) int burst) {
        FailoverBudget budget = new FailoverBudget(20, burst);
        for (int i = 0; i < 10_000; i++) {
            budget.earn();
        }
        for (int i = 0; i < burst; i++) {
            assertThat(budget.has()).isTrue();
            budget.spend();
        }
        assertThat(budget.has()).isFalse();
    }
}
