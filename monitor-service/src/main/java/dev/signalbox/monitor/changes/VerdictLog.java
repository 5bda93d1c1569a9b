package dev.signalbox.monitor.changes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.Verdict;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;

/** Notes verdicts as they are given: every change, and otherwise one every few seconds. Thread safe. */
@Singleton
public class VerdictLog {
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int MOST_KNOWN = 10_000;

    private final ChangeStore store;
    private final LinkedHashMap<DeploymentName, Verdict> known = new LinkedHashMap<>();

    VerdictLog(ChangeStore store) {
        this.store = store;
    }

    /** Notes a verdict that was just given. */
    public void note(Verdict verdict) {
        if (isNews(verdict)) {
            store.keep(verdict);
            synchronized (known) {
                known.put(verdict.deployment(), verdict);
                if (known.size() > MOST_KNOWN) {
                    known.pollFirstEntry();
                }
            }
        }
    }

    private boolean isNews(Verdict verdict) {
        Verdict before;
        synchronized (known) {
            before = known.get(verdict.deployment());
        }
        return before == null
                || Duration.between(before.asOf(), verdict.asOf()).compareTo(EVERY) >= 0
                || !Change.between(before, verdict).isEmpty();
    }
}
