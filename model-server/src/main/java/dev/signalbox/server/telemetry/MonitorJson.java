package dev.signalbox.server.telemetry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.telemetry.spool.Codec;
import java.io.IOException;

/** How the contracts with the monitor are written, on the way to it and on disk. */
final class MonitorJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private MonitorJson() {}

    static ObjectMapper mapper() {
        return MAPPER;
    }

    static <T> Codec<T> codec(Class<T> type) {
        return new Codec<>() {
            @Override
            public byte[] write(T item) throws IOException {
                return MAPPER.writeValueAsBytes(item);
            }

            @Override
            public T read(byte[] bytes) throws IOException {
                return MAPPER.readValue(bytes, type);
            }
        };
    }
}
