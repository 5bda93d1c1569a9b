package dev.signalbox.monitor.review;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the elements of a binary tensor as people may see them: numbers, truths and texts; pictures and other bytes as base64. */
public final class BinaryTensor {
    /** The most elements that are read: more of them nobody looks at. */
    public static final int MOST = 4_096;

    private BinaryTensor() {}

    /** The elements, null for a number that is none; empty where the bytes do not fit the datatype, or are too many. */
    public static Optional<List<@Nullable Object>> elements(String datatype, byte[] bytes) {
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return datatype.equals("BYTES") ? texts(data) : numbers(datatype, data);
    }

    private static Optional<List<@Nullable Object>> numbers(String datatype, ByteBuffer data) {
        int width = width(datatype);
        if (width == 0 || data.remaining() % width != 0 || data.remaining() / width > MOST) {
            return Optional.empty();
        }
        List<@Nullable Object> numbers = new ArrayList<>();
        while (data.hasRemaining()) {
            numbers.add(number(datatype, data));
        }
        return Optional.of(Collections.unmodifiableList(numbers));
    }

    private static int width(String datatype) {
        return switch (datatype) {
            case "BOOL", "INT8", "UINT8" -> 1;
            case "INT16", "UINT16", "FP16", "BF16" -> 2;
            case "INT32", "UINT32", "FP32" -> 4;
            case "INT64", "UINT64", "FP64" -> 8;
            default -> 0;
        };
    }

    private static @Nullable Object number(String datatype, ByteBuffer data) {
        return switch (datatype) {
            case "BOOL" -> data.get() != 0;
            case "INT8" -> (long) data.get();
            case "UINT8" -> (long) Byte.toUnsignedInt(data.get());
            case "INT16" -> (long) data.getShort();
            case "UINT16" -> (long) Short.toUnsignedInt(data.getShort());
            case "INT32" -> (long) data.getInt();
            case "UINT32" -> Integer.toUnsignedLong(data.getInt());
            case "INT64" -> data.getLong();
            case "UINT64" -> new BigInteger(Long.toUnsignedString(data.getLong()));
            case "FP16" -> finite(Float.float16ToFloat(data.getShort()));
            case "BF16" -> finite(Float.intBitsToFloat(data.getShort() << Short.SIZE));
            case "FP32" -> finite(data.getFloat());
            default -> finite(data.getDouble());
        };
    }

    private static @Nullable Object finite(float value) {
        return Float.isFinite(value) ? (Object) value : null;
    }

    private static @Nullable Object finite(double value) {
        return Double.isFinite(value) ? (Object) value : null;
    }

    /* Each after its length in four bytes. */
    private static Optional<List<@Nullable Object>> texts(ByteBuffer data) {
        List<@Nullable Object> texts = new ArrayList<>();
        while (data.hasRemaining()) {
            if (data.remaining() < Integer.BYTES || texts.size() == MOST) {
                return Optional.empty();
            }
            int length = data.getInt();
            if (length < 0 || length > data.remaining()) {
                return Optional.empty();
            }
            byte[] element = new byte[length];
            data.get(element);
            texts.add(text(element));
        }
        return Optional.of(Collections.unmodifiableList(texts));
    }

    private static String text(byte[] element) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(element))
                    .toString();
        } catch (CharacterCodingException picture) {
            return Base64.getEncoder().encodeToString(element);
        }
    }
}
