package dev.signalbox.server.serving;

import dev.signalbox.server.config.ModelConfig;

/** How many threads there are by default: together as many as the container may use processors. */
final class Threads {
    private static final int MOST_WORKERS = 16;

    private Threads() {}

    /** Inferences at once: as configured, otherwise one per processor. */
    static int workers(ModelConfig config) {
        return config.workers() > 0 ? config.workers() : Math.min(MOST_WORKERS, processors());
    }

    /** Threads of one inference: as configured, otherwise what the workers leave of the processors. */
    static int intraOp(ModelConfig config) {
        return config.intraOpThreads() > 0 ? config.intraOpThreads() : Math.max(1, processors() / workers(config));
    }

    /* The Java runtime reads the container's CPU limit, rounded up. */
    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }
}
