package dev.signalbox.monitor.judging;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.AlarmRule;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An alarm over what was learned of answers after they were given: labels, decisions, clicks and repeated requests. */
final class AnswerAlarm {
    /* Answers are compared with those to requests of the same minutes, so that a rate that changes by the hour misleads nobody.
     * What is given here are cohorts whose time for feedback is over, for both versions alike. */
    private static final Duration COHORT = Duration.ofMinutes(1);

    private final AlarmRule rule;
    private final Question question;
    private final List<KnownAnswer> answers;

    AnswerAlarm(AlarmRule rule, Question question, List<KnownAnswer> answers) {
        this.rule = rule;
        this.question = question;
        this.answers = answers;
    }

    /** What the metric shows; empty where there was nothing to judge by. */
    Optional<Finding> judge() {
        return new RateAlarm(rule, trials()).judge();
    }

    private Trials trials() {
        Map<Instant, Trials.Past> candidate = new TreeMap<>();
        Map<Instant, Trials.Past> stable = new TreeMap<>();
        for (KnownAnswer answer : rule.metric().isOfUsers() ? firstOfUsers(answers) : answers) {
            Boolean wrong = wrong(answer);
            if (wrong != null) {
                boolean ofCandidate = answer.version().equals(question.candidate());
                (ofCandidate ? candidate : stable)
                        .merge(cohort(answer.at()), new Trials.Past(1, wrong ? 1 : 0), Trials.Past::plus);
            }
        }
        return Trials.of(candidate, stable, List.of());
    }

    /* What a user does with one answer says much about what the same user does with the next: taking each for a trial of its own
     * would make evidence of a few busy users. So each counts once for a version, with the first answer. */
    private static List<KnownAnswer> firstOfUsers(List<KnownAnswer> answers) {
        Set<User> seen = new HashSet<>();
        return answers.stream()
                .sorted(Comparator.comparing(KnownAnswer::at))
                .filter(answer -> answer.unit() == null || seen.add(new User(answer.version(), answer.unit())))
                .toList();
    }

    private record User(ModelVersion version, String unit) {}

    /** Whether an answer counts against its version; null where nothing is known of it. */
    private @Nullable Boolean wrong(KnownAnswer answer) {
        return switch (rule.metric()) {
            case ACCURACY -> not(answer.asLabelled());
            case DECISION_AGREEMENT -> not(answer.asDecided());
            case CLICK_RATE -> !answer.clicked();
            default -> answer.askedAgain();
        };
    }

    private static @Nullable Boolean not(@Nullable Boolean known) {
        return known == null ? null : !known;
    }

    private static Instant cohort(Instant at) {
        long seconds = COHORT.toSeconds();
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), seconds) * seconds);
    }
}
