package dev.signalbox.monitor.telemetry;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.judging.CountedSecond;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** Remembers counts that are old, so that the next verdict on a long rollout need not read them again. Thread safe. */
final class OldCounts {
    private final int mostRows;
    private final LinkedHashMap<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long rows;

    /** Remembers so many rows; what was not asked for longest makes room. */
    OldCounts(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Which counts: of a version from an instant on, added up over steps of so many seconds. */
    record Key(DeploymentName deployment, ModelVersion version, Instant from, long step) {}

    /** Counts of all seconds before {@code until}, as they were after so many late changes. */
    record Kept(long changes, long until, List<CountedSecond> counts) {}

    /** What is known as of so many late changes. */
    synchronized Optional<Kept> get(Key key, long changes) {
        Kept found = kept.get(key);
        return found != null && found.changes == changes ? Optional.of(found) : Optional.empty();
    }

    /** Takes the place of what was known. */
    synchronized void put(Key key, Kept now) {
        Kept before = kept.put(key, now);
        rows += now.counts.size() - (before == null ? 0 : before.counts.size());
        while (rows > mostRows && kept.size() > 1) {
            rows -= kept.pollFirstEntry().getValue().counts.size();
        }
    }

    synchronized long rows() {
        return rows;
    }
}
