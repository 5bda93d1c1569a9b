package dev.signalbox.monitor.telemetry;

/** What identifies a window. */
record WindowId(String instance, long sequence) implements Comparable<WindowId> {
    @Override
    public int compareTo(WindowId other) {
        int byInstance = instance.compareTo(other.instance);
        return byInstance != 0 ? byInstance : Long.compare(sequence, other.sequence);
    }
}
