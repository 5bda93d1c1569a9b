package dev.signalbox.operator.judging;

/**
 * What was counted about one version.
 *
 * <p>Routers count {@code requests}, {@code errors} and {@code rejections} among them, and {@code ejections} by their guards;
 * model servers count answered {@code rows}, {@code nullRows} with a null in an output, and their own {@code latency}.
 */
public record Counts(long requests, long errors, long rejections, long ejections, Answers answers) {
    /** Nothing. */
    public static final Counts NONE = new Counts(0, 0, 0, 0, Answers.NONE);

    /** What model servers counted. */
    public record Answers(long rows, long nullRows, Latencies latency) {
        /** Nothing. */
        public static final Answers NONE = new Answers(0, 0, Latencies.NONE);
    }

    /** The sum of both. */
    public Counts plus(Counts other) {
        return new Counts(
                requests + other.requests,
                errors + other.errors,
                rejections + other.rejections,
                ejections + other.ejections,
                new Answers(
                        answers.rows + other.answers.rows,
                        answers.nullRows + other.answers.nullRows,
                        answers.latency.plus(other.answers.latency)));
    }

    /**
     * What one process counted since it had counted {@code before}; all of it, if it counts less than it did: it is another process
     * at the same address then.
     */
    public Counts since(Counts before) {
        Counts rest = new Counts(
                requests - before.requests,
                errors - before.errors,
                rejections - before.rejections,
                ejections - before.ejections,
                new Answers(
                        answers.rows - before.answers.rows,
                        answers.nullRows - before.answers.nullRows,
                        answers.latency.minus(before.answers.latency)));
        return rest.fell() ? this : rest;
    }

    private boolean fell() {
        return requests < 0
                || errors < 0
                || rejections < 0
                || ejections < 0
                || answers.rows < 0
                || answers.nullRows < 0
                || answers.latency.fell();
    }
}
