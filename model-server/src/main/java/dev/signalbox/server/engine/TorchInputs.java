package dev.signalbox.server.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.ImageSpec;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.nio.ByteBuffer;

/** Makes PyTorch's tensors of a request's. */
final class TorchInputs {
    private static final int VALUES = 256;

    private TorchInputs() {}

    static NDArray create(NDManager scope, InputTensor tensor) {
        Shape shape =
                new Shape(tensor.shape().stream().mapToLong(Long::longValue).toArray());
        return switch (tensor.elements()) {
            case Elements.Floats floats ->
                floating(scope.create(floats.toArray(), shape), tensor.input().datatype());
            case Elements.Doubles doubles -> scope.create(doubles.toArray(), shape);
            case Elements.Booleans booleans -> scope.create(booleans.toArray(), shape);
            case Elements.Texts texts -> scope.create(texts.lengths(), shape);
            case Elements.Images images -> pictures(scope, images);
            case Elements.Longs longs ->
                whole(scope, longs.toArray(), tensor.input().datatype(), shape);
        };
    }

    private static NDArray pictures(NDManager scope, Elements.Images images) {
        ImageSpec spec = images.spec();
        boolean planes = spec.layout() == ImageSpec.Layout.NCHW;
        int channels = spec.channels().count();
        float[][] scaled = scaled(spec.scaling(), channels);
        int values = spec.values();
        float[] all = new float[Math.multiplyExact(images.size(), values)];
        int plane = values / channels;
        for (int i = 0; i < images.size(); i++) {
            byte[] pixels = images.get(i).pixels();
            for (int value = 0; value < values; value++) {
                float[] channel = scaled[planes ? value / plane : value % channels];
                all[i * values + value] = channel[pixels[value] & 0xff];
            }
        }
        return scope.create(
                all,
                planes
                        ? new Shape(images.size(), channels, spec.height(), spec.width())
                        : new Shape(images.size(), spec.height(), spec.width(), channels));
    }

    /* By channel, what each of the 256 values of a pixel becomes. */
    private static float[][] scaled(ImageSpec.Scaling scaling, int channels) {
        float[][] scaled = new float[channels][VALUES];
        for (int channel = 0; channel < channels; channel++) {
            for (int value = 0; value < VALUES; value++) {
                double unit = value / (VALUES - 1.0);
                scaled[channel][value] = (float)
                        ((unit - scaling.mean().get(channel)) / scaling.std().get(channel));
            }
        }
        return scaled;
    }

    /* BF16 goes as FP32, which holds each of its values: DJL ends the whole process when asked for a tensor of BF16. */
    private static NDArray floating(NDArray array, Datatype datatype) {
        return datatype == Datatype.FP16 ? array.toType(DataType.FLOAT16, false) : array;
    }

    /*
     * PyTorch computes with few of the integers: those that it does not know well go as the next larger one that it does. UINT64
     * has none, and goes as the INT64 of the same bits.
     */
    private static NDArray whole(NDManager scope, long[] values, Datatype datatype, Shape shape) {
        return switch (datatype) {
            case UINT8 -> scope.create(ByteBuffer.wrap(bytes(values)), shape, DataType.UINT8);
            case INT8 -> scope.create(bytes(values), shape);
            case UINT16, INT16, INT32 -> {
                int[] narrow = new int[values.length];
                for (int i = 0; i < narrow.length; i++) {
                    narrow[i] = Math.toIntExact(values[i]);
                }
                yield scope.create(narrow, shape);
            }
            default -> scope.create(values, shape);
        };
    }

    private static byte[] bytes(long[] values) {
        byte[] narrow = new byte[values.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (byte) values[i];
        }
        return narrow;
    }
}
