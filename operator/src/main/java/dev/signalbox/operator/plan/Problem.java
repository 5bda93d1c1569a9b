package dev.signalbox.operator.plan;

/** One thing that is wrong with a spec: the path of the field, and a sentence that starts with it and names value and rule. */
public record Problem(String field, String message) {
    /** The sentence. */
    @Override
    public String toString() {
        return message;
    }
}
