package dev.signalbox.server.codec;

import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the binary tensors of one answer: row-major, little-endian, without anything between them. A number that is none
 * is NaN; no known category is an empty text.
 */
final class BinaryWriter {
    private static final int LENGTH_SIZE = 4;

    private final List<byte[]> tensors = new ArrayList<>();

    /** Adds a tensor, and tells how many bytes it has. */
    int write(OutputTensor tensor) {
        byte[] bytes = bytes(tensor);
        tensors.add(bytes);
        return bytes.length;
    }

    /** The bytes of a tensor. */
    static byte[] bytes(OutputTensor tensor) {
        return switch (tensor.elements()) {
            case Elements.Floats floats -> fixed(tensor, (buffer, i) -> putFloat(buffer, tensor, floats.get(i)));
            case Elements.Doubles doubles -> fixed(tensor, (buffer, i) -> buffer.putDouble(doubles.get(i)));
            case Elements.Booleans booleans ->
                fixed(tensor, (buffer, i) -> buffer.put((byte) (booleans.get(i) ? 1 : 0)));
            case Elements.Texts texts -> texts(tensor, texts::get);
            case Elements.Images images -> throw new IllegalStateException("no model gives pictures");
            case Elements.Longs longs ->
                tensor.output().categories().isEmpty()
                        ? fixed(tensor, (buffer, i) -> putWhole(buffer, tensor, longs.get(i)))
                        : texts(tensor, i -> category(tensor, longs, i));
        };
    }

    /** The JSON, and all tensors after it. */
    byte[] after(byte[] json) {
        int length = json.length;
        for (byte[] tensor : tensors) {
            length = Math.addExact(length, tensor.length);
        }
        ByteBuffer all = ByteBuffer.allocate(length).put(json);
        tensors.forEach(all::put);
        return all.array();
    }

    private static byte[] fixed(OutputTensor tensor, Put put) {
        int count = tensor.elements().size();
        int size = tensor.output().datatype().size();
        ByteBuffer buffer = ByteBuffer.allocate(Math.multiplyExact(count, size)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            put.element(buffer, i);
        }
        return buffer.array();
    }

    private static void putFloat(ByteBuffer buffer, OutputTensor tensor, float value) {
        switch (tensor.output().datatype()) {
            case FP16 -> buffer.putShort(Float.floatToFloat16(value));
            case BF16 -> buffer.putShort(toBf16(value));
            default -> buffer.putFloat(value);
        }
    }

    /** The upper half of the FP32, rounded to the nearest, a tie to the even one; NaN stays NaN. */
    private static short toBf16(float value) {
        int bits = Float.floatToIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (bits >>> Short.SIZE);
        }
        int even = (bits >>> Short.SIZE) & 1;
        return (short) ((bits + 0x7FFF + even) >>> Short.SIZE);
    }

    private static void putWhole(ByteBuffer buffer, OutputTensor tensor, long value) {
        switch (tensor.output().datatype().size()) {
            case Byte.BYTES -> buffer.put((byte) value);
            case Short.BYTES -> buffer.putShort((short) value);
            case Integer.BYTES -> buffer.putInt((int) value);
            default -> buffer.putLong(value);
        }
    }

    /** The category of an element, an empty text where it is none. */
    static String category(OutputTensor tensor, Elements.Longs indexes, int element) {
        return tensor.isNull(element) ? "" : tensor.output().categories().get((int) indexes.get(element));
    }

    private static byte[] texts(OutputTensor tensor, Text text) {
        List<byte[]> all = new ArrayList<>(tensor.elements().size());
        int length = 0;
        for (int i = 0; i < tensor.elements().size(); i++) {
            byte[] bytes = text.at(i).getBytes(StandardCharsets.UTF_8);
            length = Math.addExact(length, LENGTH_SIZE + bytes.length);
            all.add(bytes);
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        all.forEach(bytes -> buffer.putInt(bytes.length).put(bytes));
        return buffer.array();
    }

    private interface Put {
        void element(ByteBuffer buffer, int index);
    }

    private interface Text {
        String at(int index);
    }
}
