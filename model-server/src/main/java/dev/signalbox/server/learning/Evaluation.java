package dev.signalbox.server.learning;

/** How often a version was right about rows whose class is known; a null answer is wrong. */
public record Evaluation(double accuracy, int n) {
    /** So many right ones of so many. */
    public static Evaluation of(int right, int n) {
        return new Evaluation(n == 0 ? 0 : (double) right / n, n);
    }
}
