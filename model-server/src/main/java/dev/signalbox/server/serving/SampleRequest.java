package dev.signalbox.server.serving;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.signalbox.server.folder.Baseline;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.image.SamplePicture;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A request that the model must be able to answer: typical rows by its baseline, zeros and first categories without one. Its
 * bytes are JSON, {@code jsonLength} of them, and after them the inputs whose datatype JSON can not hold.
 */
record SampleRequest(ByteBuffer bytes, int jsonLength) {
    private static final JsonFactory JSON = new JsonFactory();

    static SampleRequest of(ModelFolder folder, int rows, List<Long> furtherSizes) {
        ByteArrayOutputStream binary = new ByteArrayOutputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("id", "warm-up");
            json.writeObjectFieldStart("parameters");
            json.writeBooleanField("binary_data_output", !inJson(folder));
            json.writeEndObject();
            json.writeArrayFieldStart("inputs");
            for (Input input : folder.signature().inputs()) {
                writeInput(json, binary, input, new Rows(folder.baseline(), rows, furtherSizes));
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing into memory failed", impossible);
        }
        int jsonLength = bytes.size();
        bytes.writeBytes(binary.toByteArray());
        return new SampleRequest(ByteBuffer.wrap(bytes.toByteArray()), jsonLength);
    }

    /** The bytes as an array of their own. */
    byte[] toArray() {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }

    private record Rows(Baseline baseline, int count, List<Long> furtherSizes) {}

    private static boolean inJson(ModelFolder folder) {
        return folder.signature().outputs().stream()
                .allMatch(output -> output.datatype().isInJson());
    }

    private static void writeInput(JsonGenerator json, ByteArrayOutputStream binary, Input input, Rows rows)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("name", input.name());
        json.writeArrayFieldStart("shape");
        json.writeNumber(rows.count());
        int elements = rows.count();
        List<Long> row =
                input.shape().anyRank() ? rows.furtherSizes() : input.shape().row();
        for (long size : row) {
            long known = size < 0 ? 1 : size;
            json.writeNumber(known);
            elements = Math.multiplyExact(elements, Math.toIntExact(known));
        }
        json.writeEndArray();
        json.writeStringField("datatype", input.datatype().name());
        if (input.datatype().isInJson()) {
            json.writeArrayFieldStart("data");
            for (int i = 0; i < elements; i++) {
                writeTypical(json, input, rows.baseline());
            }
            json.writeEndArray();
        } else {
            byte[] data = shortFloats(input, rows.baseline(), elements);
            json.writeObjectFieldStart("parameters");
            json.writeNumberField("binary_data_size", data.length);
            json.writeEndObject();
            binary.writeBytes(data);
        }
        json.writeEndObject();
    }

    private static void writeTypical(JsonGenerator json, Input input, Baseline baseline) throws IOException {
        double median = baseline.medians().getOrDefault(input.name(), 0.0);
        switch (input.datatype()) {
            case FP16, BF16, FP32, FP64 -> json.writeNumber(median);
            case BOOL -> json.writeBoolean(median >= 0.5);
            case BYTES -> writeBytes(json, input, baseline);
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 ->
                json.writeNumber(Math.clamp(
                        Math.round(median),
                        input.datatype().least(),
                        input.datatype().most()));
        }
    }

    private static void writeBytes(JsonGenerator json, Input input, Baseline baseline) throws IOException {
        if (input.domain().kind() == InputKind.IMAGE) {
            json.writeBinary(
                    SamplePicture.png(input.image().width(), input.image().height()));
        } else {
            json.writeString(text(input, baseline));
        }
    }

    private static byte[] shortFloats(Input input, Baseline baseline, int elements) {
        float median = baseline.medians().getOrDefault(input.name(), 0.0).floatValue();
        short bits = switch (input.datatype()) {
            case FP16 -> Float.floatToFloat16(median);
            default -> (short) (Float.floatToIntBits(median) >>> Short.SIZE);
        };
        ByteBuffer data = ByteBuffer.allocate(elements * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (data.hasRemaining()) {
            data.putShort(bits);
        }
        return data.array();
    }

    private static String text(Input input, Baseline baseline) {
        String first = input.domain().kind() == InputKind.CATEGORY
                ? input.domain().categories().texts().getFirst()
                : "";
        return baseline.modes().getOrDefault(input.name(), first);
    }
}
