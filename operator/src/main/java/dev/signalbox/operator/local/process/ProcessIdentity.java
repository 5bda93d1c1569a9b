package dev.signalbox.operator.local.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells one process from another that is given the same number later.
 *
 * @param startedAt when it was started
 * @param kernelStart the boot and the clock tick of its start, where the kernel tells them: unlike the instant, they stay the
 *     same when somebody sets the clock
 */
record ProcessIdentity(
        long pid, @Nullable Instant startedAt, @Nullable String kernelStart) {
    /* The instant is derived from the time of boot, which is rounded to seconds and wanders with the clock. */
    private static final Duration ROUNDING = Duration.ofSeconds(2);
    private static final Path PROC = Path.of("/proc");
    private static final int START_TICKS = 19;

    /** The identity of a process that runs; of one that has just ended, what is still known. */
    static ProcessIdentity of(ProcessHandle process, Instant now) {
        return new ProcessIdentity(
                process.pid(), process.info().startInstant().orElse(now), kernelStart(process.pid()));
    }

    /** The process itself, unless it has ended. */
    Optional<ProcessHandle> find() {
        return pid <= 0
                ? Optional.empty()
                : ProcessHandle.of(pid).filter(ProcessIdentity::alive).filter(this::matches);
    }

    private boolean matches(ProcessHandle process) {
        String nowSays = kernelStart(pid);
        if (kernelStart != null && nowSays != null) {
            return kernelStart.equals(nowSays);
        }
        Instant then = startedAt;
        return then != null
                && process.info()
                        .startInstant()
                        .map(start -> Duration.between(start, then).abs().compareTo(ROUNDING) <= 0)
                        .orElse(false);
    }

    /** Whether a process still does something. One that ended and whose parent does not ask how stays in the table for ever. */
    static boolean alive(ProcessHandle process) {
        return process.isAlive()
                && !statFields(process.pid()).stream().findFirst().equals(Optional.of("Z"));
    }

    /** A process of this user that was started with this entry in its environment. */
    static Optional<ProcessHandle> startedWith(String entry) {
        return ProcessHandle.allProcesses()
                .filter(process ->
                        List.of(read(process.pid(), "environ").split("\0", -1)).contains(entry))
                .filter(ProcessIdentity::alive)
                .findFirst();
    }

    private static @Nullable String kernelStart(long pid) {
        List<String> fields = statFields(pid);
        String boot = text(PROC.resolve("sys/kernel/random/boot_id")).strip();
        return fields.size() > START_TICKS && !boot.isEmpty() ? boot + "/" + fields.get(START_TICKS) : null;
    }

    /* The fields after the program's name, which is in brackets and may hold anything. */
    private static List<String> statFields(long pid) {
        String stat = read(pid, "stat");
        int nameEnd = stat.lastIndexOf(')');
        return nameEnd < 0
                ? List.of()
                : List.of(stat.substring(nameEnd + 1).strip().split(" ", -1));
    }

    private static String read(long pid, String what) {
        return text(PROC.resolve(Long.toString(pid)).resolve(what));
    }

    private static String text(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException notThereOrNotOurs) {
            return "";
        }
    }
}
