package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one element of {@code inputs}, whatever the order of its keys. */
final class TensorReader {
    private static final int MOST_DIMENSIONS = 16;

    private final TensorRules rules;
    private final Body body;
    private final String position;

    private @Nullable String name;
    private @Nullable String datatype;
    private @Nullable List<Long> shape;
    private @Nullable DataReader data;
    private TensorParameters parameters = TensorParameters.NONE;
    /* Where data that came before its name or datatype begins: it is read again when both are known. */
    private long deferredAt = -1;

    TensorReader(TensorRules rules, Body body, int index) {
        this.rules = rules;
        this.body = body;
        this.position = "inputs[" + index + "]";
    }

    InputTensor read(JsonParser parser) throws IOException {
        Fields.require(parser, JsonToken.START_OBJECT, position, "an object");
        Fields.Keys keys = new Fields.Keys(position);
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            keys.next(key);
            parser.nextToken();
            readValue(parser, key);
        }
        return finish();
    }

    private void readValue(JsonParser parser, String key) throws IOException {
        switch (key) {
            case "name" -> name = Fields.text(parser, position + ".name");
            case "datatype" -> datatype = Fields.text(parser, position + ".datatype");
            case "shape" -> shape = readShape(parser);
            case "data" -> readOrDeferData(parser);
            case "parameters" -> parameters = TensorParameters.read(parser, position + ".parameters");
            default -> parser.skipChildren();
        }
    }

    private void readOrDeferData(JsonParser parser) throws IOException {
        if (name != null && datatype != null) {
            data = new DataReader(declared(name, datatype), body.pictures());
            data.read(parser);
        } else {
            Fields.require(parser, JsonToken.START_ARRAY, position + ".data", "an array");
            deferredAt = parser.currentTokenLocation().getByteOffset();
            parser.skipChildren();
        }
    }

    private InputTensor finish() throws IOException {
        if (name == null) {
            throw new RequestRefused(position + ".name is required");
        }
        if (datatype == null) {
            throw new RequestRefused("input \"" + name + "\" datatype is required");
        }
        Input input = declared(name, datatype);
        if (shape == null) {
            throw new RequestRefused("input \"" + name + "\" shape is required");
        }
        rules.checkShape(input, shape);
        return new InputTensor(input, shape, elements(input, shape));
    }

    private Elements elements(Input input, List<Long> sizes) throws IOException {
        boolean inJson = data != null || deferredAt >= 0;
        if (parameters.binaryDataSize().isPresent()) {
            if (inJson) {
                throw new RequestRefused(
                        where("data") + " must be absent: parameter binary_data_size says it is binary");
            }
            long size = parameters.binaryDataSize().getAsLong();
            return new BinaryReader(input, body.take(input.name(), size), body.pictures()).filling(sizes);
        }
        if (!inJson) {
            throw new RequestRefused(where("data")
                    + " is required, as a JSON array or as bytes after the JSON, with parameter binary_data_size");
        }
        if (!input.datatype().isInJson()) {
            throw new RequestRefused(
                    where("data") + " of " + input.datatype() + " must be binary, with parameter binary_data_size");
        }
        return present(input).filling(sizes);
    }

    private DataReader present(Input input) throws IOException {
        if (data != null) {
            return data;
        }
        DataReader deferred = new DataReader(input, body.pictures());
        try (JsonParser parser = body.parserFrom(deferredAt)) {
            parser.nextToken();
            deferred.read(parser);
        }
        return deferred;
    }

    private Input declared(String name, String datatype) {
        return rules.input(position, name, datatype);
    }

    private List<Long> readShape(JsonParser parser) throws IOException {
        Fields.require(parser, JsonToken.START_ARRAY, where("shape"), "an array");
        List<Long> sizes = new ArrayList<>(2);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Fields.require(parser, JsonToken.VALUE_NUMBER_INT, where("shape"), "made of whole numbers");
            sizes.add(readSize(parser));
            if (sizes.size() > MOST_DIMENSIONS) {
                throw new RequestRefused(where("shape") + " must have at most " + MOST_DIMENSIONS + " dimensions");
            }
        }
        return sizes;
    }

    private long readSize(JsonParser parser) throws IOException {
        long size;
        try {
            size = parser.getLongValue();
        } catch (InputCoercionException beyondLong) {
            throw new RequestRefused(where("shape") + " must have sizes within 64 bits, got " + Fields.shown(parser));
        }
        if (size < 0) {
            throw new RequestRefused(where("shape") + " must not have negative sizes, got " + size);
        }
        return size;
    }

    private String where(String field) {
        return name == null ? position + "." + field : "input \"" + Fields.cut(name) + "\" " + field;
    }
}
