package dev.signalbox.monitor.records;

import dev.signalbox.api.sample.InferenceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;

/** Where reading records stopped: the last one that was read. Its text is opaque to callers. */
public record Place(Instant at, String requestId, String version) {
    /** The place of a record. */
    public static Place of(InferenceRecord record) {
        return new Place(record.at(), record.requestId(), record.version().id());
    }

    /** Reads what {@link #text} gave. */
    public static Place parse(String cursor) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            String[] parts = text.split(" ", 3);
            if (parts.length == 3) {
                return new Place(Instant.EPOCH.plus(Long.parseLong(parts[0]), ChronoUnit.MICROS), parts[2], parts[1]);
            }
        } catch (IllegalArgumentException | java.time.DateTimeException | ArithmeticException notOurs) {
            throw new IllegalArgumentException("cursor must be one that an answer gave", notOurs);
        }
        throw new IllegalArgumentException("cursor must be one that an answer gave");
    }

    /** As a text that goes into an address. */
    public String text() {
        String parts = ChronoUnit.MICROS.between(Instant.EPOCH, at) + " " + version + " " + requestId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(parts.getBytes(StandardCharsets.UTF_8));
    }
}
