package dev.signalbox.server.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the process takes of its machine: processor time and memory, the heap's and all other. On the JVM and as a native executable. */
final class ProcessMetrics {
    private static final String PREFIX = "signalbox.process.";
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Pattern RESIDENT = Pattern.compile("^VmRSS:\\s+(\\d+) kB$", Pattern.MULTILINE);
    private static final long KILO = 1_024;
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    private ProcessMetrics() {}

    static void show(MeterRegistry registry, Tags tags) {
        FunctionCounter.builder(PREFIX + "cpu", ProcessHandle.current(), ProcessMetrics::cpuSeconds)
                .description("Processor time that the process has taken")
                .baseUnit("seconds")
                .tags(tags)
                .register(registry);
        gauge(registry, tags, "heap", "Java heap in use", ProcessMetrics::heapUsed);
        gauge(registry, tags, "resident", "Memory of the process that is in the machine's", ProcessMetrics::resident);
        gauge(
                registry,
                tags,
                "native",
                "Memory outside the Java heap: libtorch's, its tensors', threads', code",
                () -> Math.max(0, resident() - Runtime.getRuntime().totalMemory()));
    }

    private static void gauge(MeterRegistry registry, Tags tags, String name, String description, Bytes bytes) {
        Gauge.builder(PREFIX + name + ".memory", () -> (double) bytes.now())
                .description(description)
                .baseUnit("bytes")
                .tags(tags)
                .register(registry);
    }

    private static double cpuSeconds(ProcessHandle process) {
        return process.info().totalCpuDuration().map(Duration::toNanos).orElse(0L) / NANOS;
    }

    private static long heapUsed() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /** 0 where the system does not tell. */
    private static long resident() {
        try {
            Matcher found = RESIDENT.matcher(Files.readString(STATUS));
            return found.find() ? Long.parseLong(found.group(1)) * KILO : 0;
        } catch (IOException | NumberFormatException elsewhere) {
            return 0;
        }
    }

    private interface Bytes {
        long now();
    }
}
