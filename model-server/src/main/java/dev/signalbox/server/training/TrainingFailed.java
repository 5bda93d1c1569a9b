package dev.signalbox.server.training;

/** There is no new version, and why, in one line for people. */
final class TrainingFailed extends Exception {
    /** What the program ends with. */
    enum Status {
        /** What it was given can not be trained on. */
        REFUSED(2),
        /** What it needs is away; trying again may help. */
        AWAY(3),
        /** It was trained, and is no better than the version there is. */
        NO_BETTER(4);

        private final int code;

        Status(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }

    private final Status status;

    TrainingFailed(Status status, String message) {
        super(message);
        this.status = status;
    }

    TrainingFailed(Status status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    static TrainingFailed refused(String message) {
        return new TrainingFailed(Status.REFUSED, message);
    }

    Status status() {
        return status;
    }

    String text() {
        return String.valueOf(getMessage());
    }
}
