package dev.signalbox.monitor.judging;

import java.util.List;

/** What both arms did over one tick that began in a second, as seen by one kind of reporter. */
record Stretch(long second, List<Counted> candidate, List<Counted> stable) {
    long arrivals() {
        return arrivals(candidate) + arrivals(stable);
    }

    static long arrivals(List<Counted> arm) {
        long sum = 0;
        for (Counted counts : arm) {
            sum += counts.arrivals();
        }
        return sum;
    }
}
