package dev.signalbox.router.decide;

/** Who decides on a prediction, in the words of headers and metrics. */
public enum Way {
    /** The machine: the prediction is the decision. */
    AUTOMATIC("automatic"),
    /** The application, or whoever it asks: the prediction is an advice. */
    ADVISORY("advisory"),
    /** A person. */
    REVIEW("review");

    private final String word;

    Way(String word) {
        this.word = word;
    }

    /** The word. */
    public String word() {
        return word;
    }
}
