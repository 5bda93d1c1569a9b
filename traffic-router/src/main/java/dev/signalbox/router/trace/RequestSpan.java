package dev.signalbox.router.trace;

import org.jspecify.annotations.Nullable;

/** The span of one request that the router was sent. Ends once. */
public interface RequestSpan {
    /** The span where none is wanted. */
    RequestSpan OFF = new RequestSpan() {
        @Override
        public boolean on() {
            return false;
        }

        @Override
        public AttemptSpan attempt(Target target) {
            return AttemptSpan.OFF;
        }

        @Override
        public void end(Ended answer) {}
    };

    /** Whether there is anything to be told. */
    boolean on();

    /** Begins the span of one sending of the request, below this one. */
    AttemptSpan attempt(Target target);

    /** Ends it. */
    void end(Ended answer);

    /** Whom an attempt is sent to, and why: first, in the place of a version that failed, or as a copy. */
    record Target(String deployment, String version, String role, String host, int port, Why why) {}

    /** Why a request is sent. */
    enum Why {
        FIRST,
        FAILOVER,
        MIRROR
    }

    /** What the application got: a status, and the version that it is from, if it is from one. */
    record Ended(
            int status,
            @Nullable String deployment,
            @Nullable String version) {}
}
