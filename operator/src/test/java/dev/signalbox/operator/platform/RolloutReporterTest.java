package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.operator.platform.ReportSink.Answer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutReporterTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private volatile Answer answer = Answer.TAKEN;
    private final RolloutReporter reporter = new RolloutReporter(
            report -> {
                Answer now = answer;
                if (now == Answer.TAKEN) {
                    taken.add(report.phase());
                }
                return now;
            },
            new OperatorMetrics(registry),
            Duration.ofMillis(1));

    @AfterEach
    void end() {
        reporter.close();
    }

    @Test
    void whatHappenedWhileNobodyWasThereIsToldLaterInOrder() {
        answer = Answer.AWAY;
        for (String phase : List.of("Preparing", "Canary", "Held")) {
            reporter.tell(report(phase, "because", 0));
        }
        answer = Answer.TAKEN;

        await().untilAsserted(() -> assertThat(taken).containsExactly("Preparing", "Canary", "Held"));
    }

    @Test
    void whatIsRefusedIsNotSentAgainAndCounted() {
        answer = Answer.REFUSED;
        reporter.tell(report("Preparing", "because", 0));
        await().untilAsserted(() -> assertThat(lost()).isEqualTo(1));

        answer = Answer.TAKEN;
        reporter.tell(report("Canary", "because", 1));
        await().untilAsserted(() -> assertThat(taken).containsExactly("Canary"));
    }

    @Test
    void whoeverDecidesNeverWaitsAndTheOldestAreGivenUp() throws InterruptedException {
        CountDownLatch hanging = new CountDownLatch(1);
        List<RolloutReport> sent = new CopyOnWriteArrayList<>();
        RolloutReporter slow = new RolloutReporter(
                report -> {
                    hanging.await();
                    sent.add(report);
                    return Answer.TAKEN;
                },
                new OperatorMetrics(registry),
                Duration.ofMillis(1));
        try (slow) {
            IntStream.range(0, 1_500)
                    .forEach(second -> slow.tell(report(second % 2 == 0 ? "Canary" : "Held", "because", second)));

            assertThat(lost()).isEqualTo(500);
            hanging.countDown();
            await().untilAsserted(() -> assertThat(sent)
                    .hasSizeGreaterThanOrEqualTo(1_000)
                    .last()
                    .extracting(RolloutReport::at)
                    .isEqualTo(T0.plusSeconds(1_499)));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Canary, because, 1, false",
        "Canary, because, 49, false",
        "Canary, because, 50, true",
        "Canary, since, 4, false",
        "Canary, since, 5, true",
        "Canary, because, -1, true",
        "Held, because, 0, true"
    })
    void theSameIsToldFromTimeToTimeAndAnythingElseAtOnce(String phase, String message, int later, boolean told) {
        RolloutReport before = report("Canary", "because", 0);

        assertThat(RolloutReporter.worthTelling(before, report(phase, message, later)))
                .isEqualTo(told);
        assertThat(RolloutReporter.worthTelling(null, before)).isTrue();
    }

    private double lost() {
        var counter = registry.find("signalbox.operator.lost.reports").counter();
        return counter == null ? 0 : counter.count();
    }

    private static RolloutReport report(String phase, String message, int second) {
        return new RolloutReport(
                RolloutReport.VERSION,
                DeploymentName.parse("bank/loan"),
                T0.plusSeconds(second),
                phase,
                T0,
                null,
                null,
                "Judging",
                message,
                1);
    }
}
