package dev.signalbox.api.statistics;

/**
 * Evidence against a hypothesis, gathered tick by tick. While the hypothesis holds, the evidence exceeds {@code 1/alpha} at any
 * time ever with a probability of at most alpha, however often one looks. Not thread safe.
 */
public interface EProcess {
    /** Above this the exponential of a logarithm is cut, so that every e-value is a number that JSON can hold. */
    double LARGEST_LOG = 690;

    /** Adds the evidence of the next tick. */
    void observe(Tick tick);

    /** The logarithm of the present e-value. */
    double logEvidence();

    /** The present e-value; 1 says nothing either way. */
    default double evidence() {
        return Math.exp(Math.min(logEvidence(), LARGEST_LOG));
    }
}
