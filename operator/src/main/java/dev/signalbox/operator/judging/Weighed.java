package dev.signalbox.operator.judging;

/** What speaks for and against a candidate in one alarm, and what both versions showed. */
record Weighed(double harm, double safe, Shown candidate, Shown stable, double threshold) {
    /** An estimate and what it rests on. */
    record Shown(double value, long samples, long events) {}

    boolean judgeable(boolean againstStable) {
        return candidate.samples() > 0 && (!againstStable || stable.samples() > 0);
    }
}
