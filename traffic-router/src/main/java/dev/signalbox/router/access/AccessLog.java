package dev.signalbox.router.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line of JSON for each request, from a thread of its own. A request never waits for it: when too many lines wait,
 * the next is lost and counted. Thread safe.
 */
public final class AccessLog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(AccessLog.class);
    private static final int MOST_WAITING = 16_384;
    private static final int LONGEST_TEXT = 256;
    private static final long FLUSH_AFTER_MILLIS = 200;

    private final JsonFactory json = new JsonFactory();
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder lost = new LongAdder();
    private final Clock clock;
    private final @Nullable OutputStream out;
    private final @Nullable Thread writer;
    private volatile boolean closing;

    private record Line(Instant at, Access access) {}

    private AccessLog(@Nullable OutputStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.writer = out == null
                ? null
                : Thread.ofPlatform().daemon().name("access-log").start(this::write);
    }

    /** The log that a setting asks for: {@code off}, {@code stdout}, or {@code file:} and a path that is appended to. */
    public static AccessLog of(String setting, Clock clock) {
        if (setting.equals("off")) {
            return new AccessLog(null, clock);
        }
        if (setting.equals("stdout")) {
            return new AccessLog(new BufferedOutputStream(System.out), clock);
        }
        if (!setting.startsWith("file:") || setting.length() == "file:".length()) {
            throw new IllegalArgumentException(
                    "signalbox.router.access-log must be off, stdout or file:<path>, got \"" + setting + "\"");
        }
        Path file = Path.of(setting.substring("file:".length()));
        try {
            return new AccessLog(
                    new BufferedOutputStream(
                            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)),
                    clock);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "signalbox.router.access-log must name a file that can be written, got \"" + file + "\"", e);
        }
    }

    /** Whether requests are logged at all. */
    public boolean on() {
        return out != null;
    }

    /** Logs a request that has ended. */
    public void log(Access access) {
        if (out != null && !waiting.offer(new Line(clock.instant(), access))) {
            lost.increment();
        }
    }

    /** How many requests were not logged because too many waited or the log could not be written. */
    public long lost() {
        return lost.sum();
    }

    private void write() {
        boolean flushed = true;
        while (!(closing && waiting.isEmpty())) {
            try {
                Line line = waiting.poll(FLUSH_AFTER_MILLIS, TimeUnit.MILLISECONDS);
                if (line != null) {
                    write(line);
                    flushed = false;
                } else if (!flushed) {
                    stream().flush();
                    flushed = true;
                }
            } catch (InterruptedException e) {
                closing = true;
            } catch (IOException e) {
                lost.increment();
            }
        }
    }

    private void write(Line line) throws IOException {
        try (JsonGenerator next = json.createGenerator(stream()).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
            next.disable(JsonGenerator.Feature.FLUSH_PASSED_TO_STREAM);
            Access access = line.access();
            next.writeStartObject();
            next.writeStringField("at", line.at().toString());
            text(next, "requestId", access.requestId());
            text(next, "remote", access.remote());
            text(next, "method", access.method());
            text(next, "path", access.path());
            text(next, "deployment", access.deployment());
            text(next, "version", access.version());
            next.writeNumberField("status", access.status());
            next.writeNumberField("micros", access.micros());
            next.writeNumberField("bytesIn", access.bytesIn());
            next.writeNumberField("bytesOut", access.bytesOut());
            next.writeEndObject();
            next.writeRaw('\n');
        }
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) throws IOException {
        if (text != null) {
            json.writeStringField(name, text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...");
        }
    }

    private OutputStream stream() {
        if (out == null) {
            throw new IllegalStateException("the access log is off");
        }
        return out;
    }

    /** Writes what waits, and ends. */
    @Override
    public void close() {
        closing = true;
        if (writer == null) {
            return;
        }
        try {
            writer.join(TimeUnit.SECONDS.toMillis(2));
            stream().flush();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warnf("Access log could not be written to its end: reason=%s", e.getMessage());
        }
    }
}
