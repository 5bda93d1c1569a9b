package dev.signalbox.server.bench;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/** Clients that each ask again as soon as they are answered. */
abstract class Clients {
    private volatile boolean ending;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /** What one measurement saw: answers, failures, seconds, and what the measured process spent. */
    record Seen(
            long answered, long failed, double seconds, double cpuSeconds, double systemSeconds, long allocatedBytes) {
        double perSecond() {
            return answered / seconds;
        }

        double cpuMicros() {
            return cpuSeconds * 1e6 / answered;
        }

        /** Of the CPU time, the kernel's share. */
        double systemShare() {
            return systemSeconds / cpuSeconds;
        }

        double allocatedKilobytes() {
            return allocatedBytes / 1e3 / answered;
        }
    }

    /** Lets so many of them begin. */
    abstract void begin(int clients);

    /** Waits for them to end, once they are told to. */
    abstract void end() throws InterruptedException;

    final boolean ending() {
        return ending;
    }

    final void count(boolean good) {
        (good ? answered : failed).increment();
    }

    /** How many requests were answered so far. */
    final long answered() {
        return answered.sum();
    }

    /** Tells them to end, and waits for it. */
    final void stop() throws InterruptedException {
        ending = true;
        end();
    }

    /** Asks with so many clients; measures a process after a time to get warm. */
    final Seen run(int clients, double warmUpSeconds, double seconds, long pid)
            throws IOException, InterruptedException {
        try (Attached process = new Attached(pid)) {
            begin(clients);
            Thread.sleep((long) (warmUpSeconds * 1_000));
            long firstAnswered = answered.sum();
            double firstCpu = ProcessCpu.seconds(pid);
            double firstSystem = ProcessCpu.systemSeconds(pid);
            long firstAllocated = process.allocatedBytes();
            long start = System.nanoTime();
            Thread.sleep((long) (seconds * 1_000));
            double passed = (System.nanoTime() - start) / 1e9;
            Seen seen = new Seen(
                    answered.sum() - firstAnswered,
                    failed.sum(),
                    passed,
                    ProcessCpu.seconds(pid) - firstCpu,
                    ProcessCpu.systemSeconds(pid) - firstSystem,
                    process.allocatedBytes() - firstAllocated);
            stop();
            return seen;
        }
    }
}
