package dev.signalbox.cli.replay;

import dev.signalbox.api.verdict.AlarmAction;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Reason;
import dev.signalbox.api.verdict.Signal;
import dev.signalbox.api.verdict.Verdict;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says in words what another policy would have made of a rollout. */
public final class ReplayText {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private ReplayText() {}

    /** What was, then what would have been: the turning points of the verdict, oldest first, at least one. */
    public static List<String> of(PastRollout past, List<Verdict> turns) {
        List<String> lines = new ArrayList<>();
        lines.add("version " + past.candidate() + " beside " + past.stable() + ", from " + past.since() + " to "
                + (past.end() == null ? "now" : past.end()));
        lines.add("what happened: " + past.outcome().phase() + ", "
                + past.outcome().message());
        for (int at = 0; at < turns.size(); at++) {
            boolean repeated =
                    at > 0 && turns.get(at).outcome() == turns.get(at - 1).outcome();
            if (!repeated) {
                lines.add(TIME.format(turns.get(at).asOf()) + "  " + said(turns.get(at)));
            }
        }
        lines.add("under this policy it " + end(past, turns));
        return lines;
    }

    private static String said(Verdict verdict) {
        return verdict.outcome() + ", " + verdict.candidateRequests() + " requests of the candidate"
                + verdict.foremost().map(reason -> ": " + reason.message()).orElse("");
    }

    private static String end(PastRollout past, List<Verdict> turns) {
        Verdict last = turns.getLast();
        String at = TIME.format(last.asOf());
        if (last.outcome() == Outcome.Rollback) {
            return "would have been rolled back at " + at + reasons(last);
        }
        Optional<Instant> promote = turns.stream()
                .filter(turn -> turn.outcome() == Outcome.Promote)
                .map(Verdict::asOf)
                .findFirst();
        String held = last.outcome() == Outcome.Promote
                ? "could have gone further from " + TIME.format(promote.orElse(last.asOf())) + " on"
                : "would have been held" + reasons(last);
        String known = past.end() == null ? "" : "; what would have come after " + at + ", when it ended, nobody knows";
        return held + ", and not rolled back" + known;
    }

    /* What fires and rolls back, or else what a promotion still waits for. */
    private static String reasons(Verdict verdict) {
        Signal wanted = verdict.outcome() == Outcome.Rollback ? Signal.Firing : null;
        List<String> named = verdict.reasons().stream()
                .filter(reason -> reason.action() == AlarmAction.Rollback || reason.signal() == Signal.Firing)
                .filter(reason -> wanted == null ? reason.signal() != Signal.Passed : reason.signal() == wanted)
                .flatMap(ReplayText::named)
                .toList();
        return named.isEmpty() ? "" : " for " + String.join(" and ", named);
    }

    private static Stream<String> named(Reason reason) {
        return Stream.of(reason.alarm() + ", n=" + reason.samples());
    }
}
