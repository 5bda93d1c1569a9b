package dev.signalbox.router.trace;

import java.util.function.BiConsumer;

/** The span of one sending of a request to one endpoint. */
public interface AttemptSpan {
    /** The span where none is wanted. */
    AttemptSpan OFF = new AttemptSpan() {
        @Override
        public void inject(BiConsumer<String, String> headers) {}

        @Override
        public void end(String outcome, boolean failed) {}
    };

    /** Hands over the headers by which whoever is asked can go on with the trace. */
    void inject(BiConsumer<String, String> headers);

    /** Ends it, with what it came to; only the first time counts. */
    void end(String outcome, boolean failed);
}
