package dev.signalbox.monitor.limits;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last visits of every slot of the week and of the day. Not thread safe. */
final class Season {
    /** With fewer visits nothing is said of a slot. */
    static final int LEAST_VISITS = 3;

    private static final int MOST_VISITS = 8;

    private final Map<Long, ArrayDeque<Hour>> ofWeek = new HashMap<>();
    private final Map<Long, ArrayDeque<Hour>> ofDay = new HashMap<>();

    /** A slot of the season, and its last visits. */
    record Slot(String name, List<Hour> visits) {}

    void add(Hour hour) {
        add(ofWeek, Math.floorMod(hour.hour(), (long) Hour.OF_A_WEEK), hour);
        add(ofDay, Math.floorMod(hour.hour(), (long) Hour.OF_A_DAY), hour);
    }

    private static void add(Map<Long, ArrayDeque<Hour>> slots, long slot, Hour hour) {
        ArrayDeque<Hour> visits = slots.computeIfAbsent(slot, s -> new ArrayDeque<>(MOST_VISITS + 1));
        visits.addLast(hour);
        if (visits.size() > MOST_VISITS) {
            visits.removeFirst();
        }
    }

    /** The finest slot of an hour that was visited often enough. */
    Optional<Slot> slot(long hour) {
        return slot("hourOfWeek", ofWeek.get(Math.floorMod(hour, (long) Hour.OF_A_WEEK)))
                .or(() -> slot("hourOfDay", ofDay.get(Math.floorMod(hour, (long) Hour.OF_A_DAY))));
    }

    private static Optional<Slot> slot(String name, @Nullable ArrayDeque<Hour> visits) {
        return visits == null || visits.size() < LEAST_VISITS
                ? Optional.empty()
                : Optional.of(new Slot(name, List.copyOf(visits)));
    }

    /** How often the hour of the day was seen, of late. */
    int visitsOfDay(long hour) {
        ArrayDeque<Hour> visits = ofDay.get(Math.floorMod(hour, (long) Hour.OF_A_DAY));
        return visits == null ? 0 : visits.size();
    }
}
