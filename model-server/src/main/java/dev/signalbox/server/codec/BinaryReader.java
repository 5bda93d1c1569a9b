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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the elements of one binary tensor: row-major, little-endian, without anything between them. */
final class BinaryReader {
    private static final int LENGTH_SIZE = 4;

    private final Input input;
    private final ByteBuffer bytes;
    private final @Nullable PictureReader pictures;

    BinaryReader(Input input, ByteBuffer bytes, @Nullable PictureReader pictures) {
        this.input = input;
        this.bytes = bytes;
        this.pictures = pictures;
    }

    /** The elements, if they fill the shape. */
    Elements filling(List<Long> shape) {
        long count = Shapes.product(input, shape);
        return input.datatype() == Datatype.BYTES ? readTexts(count) : readFixed(checked(count));
    }

    private int checked(long count) {
        int size = input.datatype().size();
        if (count > Integer.MAX_VALUE / size || count * size != bytes.remaining()) {
            throw refused("must have " + count + " elements of " + size + " bytes as a binary tensor of "
                    + input.datatype() + ", got " + bytes.remaining() + " bytes");
        }
        return (int) count;
    }

    private Elements readFixed(int count) {
        return switch (input.datatype()) {
            case BOOL -> readBooleans(count);
            case FP64 -> readDoubles(count);
            case FP32 -> {
                float[] values = new float[count];
                bytes.asFloatBuffer().get(values);
                yield floats(values);
            }
            case FP16 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Float.float16ToFloat(bytes.getShort());
                }
                yield floats(values);
            }
            case BF16 -> {
                float[] values = new float[count];
                for (int i = 0; i < count; i++) {
                    values[i] = Float.intBitsToFloat(bytes.getShort() << Short.SIZE);
                }
                yield floats(values);
            }
            default -> readWhole(count);
        };
    }

    private Elements floats(float[] values) {
        Elements elements = Elements.Floats.over(values);
        for (int i = 0; i < values.length; i++) {
            if (!Float.isFinite(values[i])) {
                readUnreal(elements, i, values[i]);
            }
        }
        return elements;
    }

    private Elements readDoubles(int count) {
        double[] values = new double[count];
        bytes.asDoubleBuffer().get(values);
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

    private Elements readBooleans(int count) {
        boolean[] values = new boolean[count];
        for (int i = 0; i < count; i++) {
            byte value = bytes.get();
            if (value != 0 && value != 1) {
                throw refused(i, "must be 0 or 1 for BOOL, got " + Byte.toUnsignedInt(value));
            }
            values[i] = value == 1;
        }
        return Elements.Booleans.over(values);
    }

    private Elements readWhole(int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (input.datatype()) {
                case UINT8 -> Byte.toUnsignedLong(bytes.get());
                case INT8 -> bytes.get();
                case UINT16 -> Short.toUnsignedLong(bytes.getShort());
                case INT16 -> bytes.getShort();
                case UINT32 -> Integer.toUnsignedLong(bytes.getInt());
                case INT32 -> bytes.getInt();
                default -> bytes.getLong();
            };
            if (input.domain().kind() == InputKind.FLAG && values[i] != 0 && values[i] != 1) {
                throw refused(i, "must be 0 or 1 for a flag, got " + values[i]);
            }
        }
        return Elements.Longs.over(values, input.datatype());
    }

    /** Texts or pictures, each after the number of its bytes. */
    private Elements readTexts(long count) {
        Elements elements = Elements.of(input);
        while (bytes.hasRemaining()) {
            if (elements.size() == count) {
                throw refused("must have " + count + " elements as a binary tensor of BYTES, got " + bytes.remaining()
                        + " bytes after them");
            }
            add(elements, next(elements.size()));
        }
        if (elements.size() != count) {
            throw refused("must have " + count + " elements as a binary tensor of BYTES, got " + elements.size());
        }
        return elements;
    }

    /** The only element of a raw request, which has no length before it. */
    Elements whole(List<Long> shape) {
        if (Shapes.product(input, shape) != 1) {
            throw refused("must be of shape [1] for a raw request, got " + shape);
        }
        Elements elements = Elements.of(input);
        add(elements, bytes);
        return elements;
    }

    private void add(Elements elements, ByteBuffer element) {
        switch (elements) {
            case Elements.Texts texts -> texts.add(decode(texts.size(), element));
            case Elements.Images images -> Require.present("pictures", pictures).add(input, images, element);
            case Elements.Longs indexes ->
                indexes.add(input.domain()
                        .categories()
                        .indexOf(decode(indexes.size(), element))
                        .orElse(-1));
            default -> throw new IllegalStateException("BYTES are texts, pictures or indexes");
        }
    }

    private ByteBuffer next(int index) {
        if (bytes.remaining() < LENGTH_SIZE) {
            throw refused(index, "must begin with " + LENGTH_SIZE + " bytes of its length, got " + bytes.remaining());
        }
        long length = Integer.toUnsignedLong(bytes.getInt());
        if (length > bytes.remaining()) {
            throw refused(
                    index,
                    "must have as many bytes as it says, " + length + ", but " + bytes.remaining() + " are left");
        }
        ByteBuffer element = bytes.slice(bytes.position(), (int) length);
        bytes.position(bytes.position() + (int) length);
        return element;
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

    private RequestRefused refused(String rule) {
        return new RequestRefused("input \"" + input.name() + "\" " + rule);
    }

    private RequestRefused refused(int element, String rule) {
        return refused("binary element " + element + ", " + rule);
    }
}
