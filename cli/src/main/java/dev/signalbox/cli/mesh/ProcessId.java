package dev.signalbox.cli.mesh;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One process, told apart from a later one that got the same number by when it started. */
public record ProcessId(long pid, Instant started) {
    /* The kernel counts in ticks since boot, and what is made of them moves a little with the clock. */
    private static final Duration SAME_START = Duration.ofSeconds(2);

    /** The identity of a process that runs. */
    public static ProcessId of(ProcessHandle process) {
        return new ProcessId(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
    }

    /** The process, if it still runs. */
    public Optional<ProcessHandle> running() {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info()
                        .startInstant()
                        .map(at -> Duration.between(at, started).abs().compareTo(SAME_START) < 0)
                        .orElse(false));
    }
}
