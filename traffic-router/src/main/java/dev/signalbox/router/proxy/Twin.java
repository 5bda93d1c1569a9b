package dev.signalbox.router.proxy;

import dev.signalbox.router.count.Occupancy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What two versions say of one request: the one whose answer the application gets, and the one that has a copy. Whichever comes first
 * waits for the other, within the memory that copies may take. Lives on one event loop.
 */
final class Twin {
    private final Occupancy space;
    private final Consumer<Answered> disagreed;
    private final Runnable noSpace;
    private @Nullable Answered waiting;
    private @Nullable String copied;
    private boolean over;

    /** An answer that was passed on: to which question, and which class it says. */
    record Answered(Leg leg, Answer answer, RequestBody asked, String predicted) {}

    Twin(Occupancy space, Consumer<Answered> disagreed, Runnable noSpace) {
        this.space = space;
        this.disagreed = disagreed;
        this.noSpace = noSpace;
    }

    /** The application has its answer. */
    void answered(Answered answered) {
        if (over) {
            compare(answered);
        } else if (space.enter(answered.answer().body().length())) {
            waiting = answered;
        } else {
            noSpace.run();
        }
    }

    /** The copy has ended, with an answer that says this class; null where there is none, or it says none. */
    void copied(@Nullable String predicted) {
        copied = predicted;
        over = true;
        Answered first = waiting;
        waiting = null;
        if (first != null) {
            space.leave(first.answer().body().length());
            compare(first);
        }
    }

    private void compare(Answered answered) {
        if (copied != null && !copied.equals(answered.predicted())) {
            disagreed.accept(answered);
        }
    }
}
