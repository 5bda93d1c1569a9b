package dev.signalbox.monitor.verdict;

import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.monitor.judging.Judge;
import dev.signalbox.monitor.judging.Question;
import dev.signalbox.monitor.judging.TickRule;
import dev.signalbox.monitor.learning.LimitReader;
import dev.signalbox.monitor.metrics.MeterNames;
import dev.signalbox.monitor.metrics.VerdictMeters;
import dev.signalbox.monitor.telemetry.JudgedStore;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Gives verdicts from what is stored, and from nothing else. Thread safe. */
@Singleton
class Verdicts {
    private final KnownReader reader;
    private final LimitReader limits;
    private final Judge judge;
    private final JudgedStore judged;
    private final Duration lookback;
    private final VerdictMeters meters;
    private final Timer timer;

    Verdicts(
            KnownReader reader,
            LimitReader limits,
            JudgingConfig config,
            JudgedStore judged,
            VerdictMeters meters,
            MeterRegistry registry) {
        this.reader = reader;
        this.limits = limits;
        this.judged = judged;
        this.lookback = config.lookback();
        this.judge = new Judge(new TickRule(config.tickArrivals(), config.tickSpan(), config.grace()));
        this.meters = meters;
        this.timer = registry.timer(MeterNames.VERDICT_TIME);
    }

    /** The verdict on a candidate, as of now: it is counted and shown. */
    Verdict give(Question question, JudgePolicy policy) {
        Timer.Sample time = Timer.start();
        Verdict verdict = compute(question, policy);
        time.stop(timer);
        meters.show(verdict);
        judged.note(question, lookback);
        return verdict;
    }

    /** The verdict as of any time, which is neither counted nor shown. */
    Verdict compute(Question question, JudgePolicy policy) {
        return judge.judge(
                question,
                policy,
                reader.read(question, policy)
                        .with(limits.inForce(question.deployment(), policy, question.since(), question.asOf())));
    }
}
