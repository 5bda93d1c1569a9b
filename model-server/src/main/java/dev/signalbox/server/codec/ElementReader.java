package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.tensor.Elements;
import java.io.IOException;

/** Reads single elements of one tensor straight into its primitive array, by the rules of its datatype. */
final class ElementReader {
    private final Input input;
    private final Elements elements;

    ElementReader(Input input) {
        this.input = input;
        this.elements = Elements.of(input.datatype());
    }

    Elements elements() {
        return elements;
    }

    /** Reads the element that the parser stands on. */
    void read(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            readMissing();
            return;
        }
        switch (elements) {
            case Elements.Floats floats -> floats.add(readFloat(parser));
            case Elements.Doubles doubles -> doubles.add(readDouble(parser));
            case Elements.Booleans booleans -> booleans.add(readBoolean(parser));
            case Elements.Longs longs -> longs.add(readIndexOrWhole(parser));
        }
    }

    private void readMissing() {
        if (!input.nullable()) {
            throw refused("must not be null: the signature does not allow missing values");
        }
        elements.addMissing();
    }

    private long readIndexOrWhole(JsonParser parser) throws IOException {
        return switch (input.datatype()) {
            case BYTES -> readCategory(parser);
            case INT32 -> readWhole(parser, Integer.MIN_VALUE, Integer.MAX_VALUE);
            default -> readWhole(parser, Long.MIN_VALUE, Long.MAX_VALUE);
        };
    }

    private float readFloat(JsonParser parser) throws IOException {
        float value = (float) readFinite(parser);
        if (Float.isInfinite(value)) {
            throw refused("must be within FP32, got " + Fields.shown(parser));
        }
        return value;
    }

    private double readDouble(JsonParser parser) throws IOException {
        return readFinite(parser);
    }

    private double readFinite(JsonParser parser) throws IOException {
        if (!parser.currentToken().isNumeric()) {
            throw refused("must be a number for " + input.datatype() + ", got " + Fields.shown(parser));
        }
        double value = parser.getDoubleValue();
        if (Double.isInfinite(value)) {
            throw refused("must be within " + input.datatype() + ", got " + Fields.shown(parser));
        }
        return value;
    }

    /** A whole number, never by way of a double: above 2^53 that would lose digits. */
    private long readWhole(JsonParser parser, long least, long most) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw refused("must be a whole number without fraction or exponent for " + input.datatype() + ", got "
                    + Fields.shown(parser));
        }
        long value;
        try {
            value = parser.getLongValue();
        } catch (InputCoercionException beyondLong) {
            throw refused("must be within " + input.datatype() + ", got " + Fields.shown(parser));
        }
        if (value < least || value > most) {
            throw refused("must be within " + input.datatype() + ", got " + value);
        }
        if (input.domain().kind() == InputKind.FLAG && value != 0 && value != 1) {
            throw refused("must be 0 or 1 for a flag, got " + value);
        }
        return value;
    }

    private boolean readBoolean(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw refused("must be true or false for BOOL, got " + Fields.shown(parser));
        };
    }

    private long readCategory(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw refused("must be a text for BYTES, got " + Fields.shown(parser));
        }
        return input.domain().categories().indexOf(parser.getText()).orElse(-1);
    }

    private RequestRefused refused(String rule) {
        return new RequestRefused("input \"" + input.name() + "\", element " + elements.size() + ", " + rule);
    }
}
