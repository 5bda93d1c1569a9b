package dev.signalbox.monitor.records;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some records, and where the next ones begin; nothing is there for {@code next} where these are the last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordPage(
        List<JudgedRecord> records, @Nullable String next) {}
