package dev.signalbox.server.codec;

import dev.signalbox.api.Require;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.tensor.Elements;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What the elements of an input must be that do not come as JSON: held to its datatype, its kind, and what may be missing. */
final class ValueRules {
    private final Input input;
    private final String element;
    private final @Nullable PictureReader pictures;

    /** Rules for an input, whose elements messages call so. */
    ValueRules(Input input, String element, @Nullable PictureReader pictures) {
        this.input = input;
        this.pictures = pictures;
        this.element = element;
    }

    Elements floats(float[] values) {
        Elements elements = Elements.Floats.over(values);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                readUnreal(elements, i, values[i]);
            }
        }
        return elements;
    }

    Elements doubles(double[] values) {
        Elements elements = Elements.Doubles.over(values);
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                readUnreal(elements, i, values[i]);
            }
        }
        return elements;
    }

    /** What JSON could not say either: NaN is a missing value, and infinite is none. */
    private void readUnreal(Elements elements, int index, double value) {
        if (Double.isInfinite(value)) {
            throw refused(index, "must be finite, got " + value);
        }
        if (!input.nullable()) {
            throw refused(index, "must not be NaN: the signature does not allow missing values");
        }
        elements.setMissing(index);
    }

    /** Whole numbers; those of UINT64 are 64 bits without a sign. */
    Elements whole(long[] values) {
        Datatype datatype = input.datatype();
        boolean flag = input.domain().kind() == InputKind.FLAG;
        for (int i = 0; i < values.length; i++) {
            if (datatype != Datatype.UINT64 && (values[i] < datatype.least() || values[i] > datatype.most())) {
                throw refused(i, "must be within " + datatype + ", got " + values[i]);
            }
            if (flag && values[i] != 0 && values[i] != 1) {
                throw refused(i, "must be 0 or 1 for a flag, got " + values[i]);
            }
        }
        return Elements.Longs.over(values, datatype);
    }

    /** Adds an element of BYTES. */
    void add(Elements elements, ByteBuffer bytes) {
        switch (elements) {
            case Elements.Texts texts -> texts.add(decode(texts.size(), bytes));
            case Elements.Images images -> Require.present("pictures", pictures).add(input, images, bytes);
            case Elements.Longs indexes ->
                indexes.add(input.domain()
                        .categories()
                        .indexOf(decode(indexes.size(), bytes))
                        .orElse(-1));
            default -> throw new IllegalStateException("BYTES are texts, pictures or indexes");
        }
    }

    private String decode(int index, ByteBuffer text) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(text)
                    .toString();
        } catch (CharacterCodingException malformed) {
            throw refused(index, "must be a text in UTF-8");
        }
    }

    RequestRefused refused(String rule) {
        return new RequestRefused("input \"" + input.name() + "\" " + rule);
    }

    RequestRefused refused(int index, String rule) {
        return refused(element + " " + index + ", " + rule);
    }
}
