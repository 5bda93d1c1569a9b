package dev.signalbox.server.serving;

import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.RequestRefused;
import java.util.OptionalDouble;

/** An answer to a request: its status, its document, and how sure the model is where it says so. */
public record Reply(int status, Answer body, OptionalDouble confidence) {
    /** The status of a request that is wrong. */
    public static final int WRONG = 400;

    /** The status of a model that failed. */
    public static final int FAILED = 500;

    /** The status where there is more to do than may wait: soon there may be less. */
    public static final int BUSY = 503;

    /** The status of a request whose time passed before the model was free. */
    public static final int LATE = 504;

    /** The answer to a request that is wrong. */
    public static Reply refused(RequestRefused wrong) {
        return error(WRONG, wrong.text());
    }

    static Reply error(int status, String message) {
        return new Reply(status, Answer.json(AnswerWriter.error(message)), OptionalDouble.empty());
    }
}
