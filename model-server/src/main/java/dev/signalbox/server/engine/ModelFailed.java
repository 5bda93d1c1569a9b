package dev.signalbox.server.engine;

/** The model did not answer a request that was right: its own fault, said in one short line. */
public final class ModelFailed extends RuntimeException {
    private static final int LONGEST = 200;

    public ModelFailed(String message) {
        super(message, null, false, false);
    }

    /** The failure that PyTorch reports: of its many lines the last one says what happened. */
    static ModelFailed of(Throwable cause) {
        String text = String.valueOf(cause.getMessage()).strip();
        String last = text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((first, second) -> second)
                .orElse(cause.getClass().getSimpleName());
        return new ModelFailed("the model failed: " + (last.length() <= LONGEST ? last : last.substring(0, LONGEST)));
    }

    /** The message. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
