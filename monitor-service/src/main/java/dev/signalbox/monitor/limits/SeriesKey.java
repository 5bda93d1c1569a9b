package dev.signalbox.monitor.limits;

/** An alarm's series: a feature, or what has no name where the alarm is about one thing. */
public record SeriesKey(String alarm, String series) implements Comparable<SeriesKey> {
    /** The series of an alarm about one thing. */
    public static final String WHOLE = "";

    @Override
    public int compareTo(SeriesKey other) {
        int byAlarm = alarm.compareTo(other.alarm);
        return byAlarm != 0 ? byAlarm : series.compareTo(other.series);
    }
}
