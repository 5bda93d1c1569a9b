package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.judging.CountedSecond;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Remembers counts that are old, so that the next verdict on a long rollout need not read them again. What takes memory is bounded,
 * whatever is asked: a question counts as much as a row does, and one without any row is not remembered. Thread safe.
 */
final class OldCounts {
    private final int mostRows;
    private final LinkedHashMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long size;

    /** Remembers so many rows and questions; what was not asked for longest makes room. */
    OldCounts(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Which counts: of a version from an instant on, added up over steps of so many seconds. */
    record Key(DeploymentName deployment, ModelVersion version, Instant from, long step) {}

    /** Counts of all seconds before {@code until}, as they were after so many late changes. */
    record Kept(long changes, long until, List<CountedSecond> counts) {
        private long size() {
            return 1L + counts.size();
        }
    }

    /** What is known as of so many late changes. */
    synchronized Optional<Kept> get(Key key, long changes) {
        Kept found = kept.get(key);
        return found != null && found.changes == changes ? Optional.of(found) : Optional.empty();
    }

    /** Takes the place of what was known, unless that reaches further: who asks about the past changes nothing for the present. */
    synchronized void put(Key key, Kept now) {
        Kept before = kept.get(key);
        if (before != null && before.changes == now.changes && before.until >= now.until) {
            return;
        }
        size -= before == null ? 0 : before.size();
        kept.remove(key);
        if (!now.counts.isEmpty()) {
            kept.put(key, now);
            size += now.size();
        }
        while (size > mostRows && kept.size() > 1) {
            size -= kept.pollFirstEntry().getValue().size();
        }
    }

    synchronized int questions() {
        return kept.size();
    }
}
