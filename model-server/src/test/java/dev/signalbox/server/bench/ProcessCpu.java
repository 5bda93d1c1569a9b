package dev.signalbox.server.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The CPU time of a process, by Linux' account of it. */
final class ProcessCpu {
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER = 11;
    private static final int SYSTEM = 12;

    private ProcessCpu() {}

    static double seconds(long pid) throws IOException {
        List<String> fields = fields(pid);
        return (Long.parseLong(fields.get(USER)) + Long.parseLong(fields.get(SYSTEM))) / TICKS_PER_SECOND;
    }

    /** The part of it that the kernel took. */
    static double systemSeconds(long pid) throws IOException {
        return Long.parseLong(fields(pid).get(SYSTEM)) / TICKS_PER_SECOND;
    }

    private static List<String> fields(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        /* The fields behind the name, which may hold spaces. */
        return Arrays.asList(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
    }

    /**
     * The CPU time of the threads that are there, to the nanosecond, where {@link #seconds} counts in hundredths. What a thread
     * used that has ended since is not in it.
     */
    static long nanosOfThreads(long pid) throws IOException {
        long nanos = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String[] fields =
                            Files.readString(thread.resolve("schedstat")).split(" ", -1);
                    nanos += Long.parseLong(fields[0]);
                } catch (IOException ended) {
                    /* Its time is gone with it. */
                }
            }
        }
        return nanos;
    }
}
