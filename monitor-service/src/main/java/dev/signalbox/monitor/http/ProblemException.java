package dev.signalbox.monitor.http;

/** A request that is answered with a problem, thrown from wherever that becomes clear. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    /** Carries this answer. */
    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
