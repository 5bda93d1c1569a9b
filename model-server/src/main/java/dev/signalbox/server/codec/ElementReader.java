package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import dev.signalbox.api.Require;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.tensor.Elements;
import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Reads single elements of one tensor straight into its primitive array, by the rules of its datatype. */
final class ElementReader {
    private final Input input;
    private final Elements elements;
    private final @Nullable PictureReader pictures;

    ElementReader(Input input, @Nullable PictureReader pictures) {
        this.input = input;
        this.elements = Elements.of(input);
        this.pictures = pictures;
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
            case Elements.Texts texts -> texts.add(readText(parser));
            case Elements.Images images ->
                Require.present("pictures", pictures).addBase64(input, images, readText(parser));
            case Elements.Longs longs ->
                longs.add(input.datatype() == Datatype.BYTES ? readCategory(parser) : readWhole(parser));
        }
    }

    private void readMissing() {
        if (!input.nullable()) {
            throw refused("must not be null: the signature does not allow missing values");
        }
        elements.addMissing();
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
    private long readWhole(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw refused("must be a whole number without fraction or exponent for " + input.datatype() + ", got "
                    + Fields.shown(parser));
        }
        long value = input.datatype() == Datatype.UINT64 ? readUnsigned(parser) : readSigned(parser);
        if (input.domain().kind() == InputKind.FLAG && value != 0 && value != 1) {
            throw refused("must be 0 or 1 for a flag, got " + value);
        }
        return value;
    }

    private long readSigned(JsonParser parser) throws IOException {
        long value;
        try {
            value = parser.getLongValue();
        } catch (InputCoercionException beyondLong) {
            throw beyond(parser);
        }
        if (value < input.datatype().least() || value > input.datatype().most()) {
            throw beyond(parser);
        }
        return value;
    }

    /** The 64 bits of a number from 0 to 2^64 - 1. */
    private long readUnsigned(JsonParser parser) throws IOException {
        if (parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            return readSigned(parser);
        }
        BigInteger value = parser.getBigIntegerValue();
        if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
            throw beyond(parser);
        }
        return value.longValue();
    }

    private RequestRefused beyond(JsonParser parser) throws IOException {
        return refused("must be within " + input.datatype() + ", got " + Fields.shown(parser));
    }

    private boolean readBoolean(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw refused("must be true or false for BOOL, got " + Fields.shown(parser));
        };
    }

    private long readCategory(JsonParser parser) throws IOException {
        return input.domain().categories().indexOf(readText(parser)).orElse(-1);
    }

    private String readText(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw refused("must be a text for BYTES, got " + Fields.shown(parser));
        }
        return parser.getText();
    }

    private RequestRefused refused(String rule) {
        return new RequestRefused("input \"" + input.name() + "\", element " + elements.size() + ", " + rule);
    }
}
