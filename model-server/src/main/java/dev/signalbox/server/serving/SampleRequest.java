package dev.signalbox.server.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.signalbox.server.folder.Baseline;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A request that the model must be able to answer: typical rows by its baseline, zeros and first categories without one. */
final class SampleRequest {
    private static final JsonFactory JSON = new JsonFactory();

    private SampleRequest() {}

    static byte[] of(ModelFolder folder, int rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", "warm-up");
            json.writeArrayFieldStart("inputs");
            for (Input input : folder.signature().inputs()) {
                writeInput(json, input, folder.baseline(), rows);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        }
        return bytes.toByteArray();
    }

    private static void writeInput(JsonGenerator json, Input input, Baseline baseline, int rows) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", input.name());
        json.writeArrayFieldStart("shape");
        json.writeNumber(rows);
        int elements = rows;
        for (long size : input.shape().sizes().subList(1, input.shape().rank())) {
            long known = size < 0 ? 1 : size;
            json.writeNumber(known);
            elements = Math.multiplyExact(elements, Math.toIntExact(known));
        }
        json.writeEndArray();
        json.writeStringField("datatype", input.datatype().name());
        json.writeArrayFieldStart("data");
        for (int i = 0; i < elements; i++) {
            writeTypical(json, input, baseline);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeTypical(JsonGenerator json, Input input, Baseline baseline) throws IOException {
        double median = baseline.medians().getOrDefault(input.name(), 0.0);
        switch (input.datatype()) {
            case FP32, FP64 -> json.writeNumber(median);
            case BOOL -> json.writeBoolean(median >= 0.5);
            case BYTES ->
                json.writeString(baseline.modes()
                        .getOrDefault(
                                input.name(),
                                input.domain().categories().texts().getFirst()));
            case INT32, INT64 -> json.writeNumber(whole(median, input.datatype()));
        }
    }

    private static long whole(double median, Datatype datatype) {
        long value = Math.round(median);
        return datatype == Datatype.INT32 ? Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE) : value;
    }
}
