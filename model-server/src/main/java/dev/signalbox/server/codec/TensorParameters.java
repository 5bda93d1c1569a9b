package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The parameters that this server knows; others are passed over, as the protocol demands. Those that would ask for
 * another answer than the one that comes are refused.
 */
final class TensorParameters {
    static final TensorParameters NONE = new TensorParameters();

    private @Nullable Long binaryDataSize;
    private @Nullable Boolean binaryData;
    private @Nullable Boolean binaryDataOutput;

    private TensorParameters() {}

    static TensorParameters read(JsonParser parser, String where) throws IOException {
        TensorParameters parameters = new TensorParameters();
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return parameters;
        }
        Fields.require(parser, JsonToken.START_OBJECT, where, "an object");
        Fields.Keys keys = new Fields.Keys(where);
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            keys.next(key);
            parser.nextToken();
            parameters.readValue(parser, key, where);
        }
        return parameters;
    }

    private void readValue(JsonParser parser, String key, String where) throws IOException {
        switch (key) {
            case "binary_data_size" -> binaryDataSize = readSize(parser, where + "." + key);
            case "binary_data" -> binaryData = readTruth(parser, where + "." + key);
            case "binary_data_output" -> binaryDataOutput = readTruth(parser, where + "." + key);
            default -> {
                checkOffered(key, where);
                parser.skipChildren();
            }
        }
    }

    /** Refuses a parameter without which the answer would not be the one that was asked for. */
    static void checkOffered(String key, String where) {
        if (key.equals("classification") || key.equals("shared_memory_region")) {
            throw new RequestRefused(where + "." + key + " must be absent: it is not offered");
        }
    }

    private static long readSize(JsonParser parser, String where) throws IOException {
        Fields.require(parser, JsonToken.VALUE_NUMBER_INT, where, "a whole number");
        long size;
        try {
            size = parser.getLongValue();
        } catch (InputCoercionException beyondLong) {
            throw new RequestRefused(where + " must be within 64 bits, got " + Fields.shown(parser));
        }
        if (size < 0) {
            throw new RequestRefused(where + " must not be negative, got " + size);
        }
        return size;
    }

    private static boolean readTruth(JsonParser parser, String where) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw new RequestRefused(where + " must be true or false, got " + Fields.shown(parser));
        };
    }

    /** Of an input: how many bytes it has after the JSON, if its data is there. */
    OptionalLong binaryDataSize() {
        return binaryDataSize == null ? OptionalLong.empty() : OptionalLong.of(binaryDataSize);
    }

    /** Of an output: whether it is wanted as a binary tensor, if the request says so. */
    Optional<Boolean> binaryData() {
        return Optional.ofNullable(binaryData);
    }

    /** Of a request: whether it wants all outputs that do not say otherwise as binary tensors. */
    boolean binaryDataOutput() {
        return Boolean.TRUE.equals(binaryDataOutput);
    }
}
