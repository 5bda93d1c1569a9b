package dev.signalbox.router.source;

/** Where routes come from. Hands whole tables, with addresses instead of services, to a {@link RouteKeeper}. */
public interface RouteSource extends AutoCloseable {
    /** Begins to watch; tables follow from another thread. */
    void start();

    /** What is wrong with the source now, in words; empty if nothing is. */
    String trouble();

    @Override
    void close();
}
