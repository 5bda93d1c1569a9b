package dev.signalbox.operator.platform;

/** Who is told of every decision, beside the events of the platform. */
interface Notifications extends AutoCloseable {
    /** Tells; returns at once, and never throws. */
    void tell(Notice notice);

    @Override
    void close();

    /** Nobody. */
    final class None implements Notifications {
        @Override
        public void tell(Notice notice) {
            // Nobody to tell.
        }

        @Override
        public void close() {
            // Nothing to end.
        }
    }
}
