package dev.signalbox.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.server.conformance.EchoModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipOutputStream;

/**
 * A network of ResNet-18's shape: its layers, sizes and operations, with weights by chance. It is written as TorchScript, entry by
 * entry, where the benchmark runs: it would be 47 MB in a repository.
 */
final class ResNet {
    static final long[] IMAGE = {3, 224, 224};

    private static final int CLASSES = 1_000;
    private static final int[] STAGES = {64, 128, 256, 512};
    private static final int BLOCKS = 2;

    private final StringBuilder code = new StringBuilder();
    private final List<long[]> tensors = new ArrayList<>();
    private final List<Fill> fills = new ArrayList<>();
    private int variables;

    /** The values of a tensor's elements. */
    private interface Fill {
        float next(Random random);
    }

    private ResNet() {}

    /** Writes a model's folder. */
    static Path write(Path folder) throws IOException {
        ResNet net = new ResNet();
        net.forward();
        Files.createDirectories(folder);
        ObjectMapper json = new ObjectMapper();
        ObjectNode signature = json.createObjectNode().put("v", 1).put("packing", "tensors");
        declare(signature, "inputs", "image", -1, IMAGE[0], IMAGE[1], IMAGE[2]).put("kind", "numeric");
        declare(signature, "outputs", "scores", -1, CLASSES);
        Files.write(folder.resolve("signature.json"), json.writeValueAsBytes(signature));
        try (OutputStream file = Files.newOutputStream(folder.resolve("model.pt"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            EchoModel.store(zip, "net/data.pkl", net.module());
            EchoModel.store(zip, "net/code/__torch__.py", net.source().getBytes(StandardCharsets.UTF_8));
            EchoModel.store(zip, "net/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            EchoModel.store(zip, "net/data/0", net.weights());
            EchoModel.store(zip, "net/version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return folder;
    }

    private static ObjectNode declare(ObjectNode signature, String list, String name, long... shape) {
        ObjectNode tensor =
                signature.withArray(list).addObject().put("name", name).put("datatype", "FP32");
        for (long size : shape) {
            tensor.withArray("shape").add(size);
        }
        return tensor;
    }

    private void forward() {
        String x = normalised(convolved("x", 3, 64, 7, 2), 64);
        x = let("torch.max_pool2d(" + let("torch.relu(" + x + ")") + ", [3, 3], [2, 2], [1, 1], [1, 1], False)");
        int channels = STAGES[0];
        for (int stage : STAGES) {
            for (int block = 0; block < BLOCKS; block++) {
                int stride = stage != channels ? 2 : 1;
                x = block(x, channels, stage, stride);
                channels = stage;
            }
        }
        String pooled = let("torch.flatten(torch.adaptive_avg_pool2d(" + x + ", [1, 1]), 1)");
        String weight = tensor(spread(channels), CLASSES, channels);
        let("torch.linear(" + pooled + ", " + weight + ", " + tensor(random -> 0, CLASSES) + ")");
    }

    private String block(String x, int in, int out, int stride) {
        String first = let("torch.relu(" + normalised(convolved(x, in, out, 3, stride), out) + ")");
        String second = normalised(convolved(first, out, out, 3, 1), out);
        String past = in == out ? x : normalised(convolved(x, in, out, 1, stride), out);
        return let("torch.relu(torch.add(" + second + ", " + past + "))");
    }

    private String convolved(String x, int in, int out, int size, int stride) {
        String weight = tensor(spread(in * size * size), out, in, size, size);
        int around = size / 2;
        return let("torch.conv2d(%s, %s, None, [%d, %d], [%d, %d], [1, 1])"
                .formatted(x, weight, stride, stride, around, around));
    }

    private String normalised(String x, int channels) {
        return let("torch.batch_norm(%s, %s, %s, %s, %s, False, 0.1, 1e-05, True)"
                .formatted(
                        x,
                        tensor(random -> 1, channels),
                        tensor(random -> 0, channels),
                        tensor(random -> 0, channels),
                        tensor(random -> 1, channels)));
    }

    private static Fill spread(int inputs) {
        double deviation = Math.sqrt(2.0 / inputs);
        return random -> (float) (random.nextGaussian() * deviation);
    }

    private String let(String expression) {
        String name = "y" + variables++;
        code.append("    ").append(name).append(" = ").append(expression).append('\n');
        return name;
    }

    private String tensor(Fill fill, long... shape) {
        tensors.add(shape);
        fills.add(fill);
        return "self.t" + (tensors.size() - 1);
    }

    private String source() {
        StringBuilder source =
                new StringBuilder("class Net(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n");
        for (int i = 0; i < tensors.size(); i++) {
            source.append("  t").append(i).append(" : Tensor\n");
        }
        return source.append("  def forward(self: __torch__.Net,\n    x: Tensor) -> Tensor:\n")
                .append(code)
                .append("    return y")
                .append(variables - 1)
                .append('\n')
                .toString();
    }

    private byte[] weights() {
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.toIntExact(elements() * Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        Random random = new Random(18);
        for (int i = 0; i < tensors.size(); i++) {
            for (long left = product(tensors.get(i)); left > 0; left--) {
                bytes.putFloat(fills.get(i).next(random));
            }
        }
        return bytes.array();
    }

    private long elements() {
        return tensors.stream().mapToLong(ResNet::product).sum();
    }

    private static long product(long[] shape) {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }

    /** An object of the class, pickled: no arguments, and as its attributes tensors that are parts of one storage. */
    private byte[] module() {
        Pickle pickle = new Pickle();
        pickle.global("__torch__", "Net").code(')').code(0x81).code('}').code('(');
        pickle.text("training").code(0x89);
        long offset = 0;
        for (int i = 0; i < tensors.size(); i++) {
            pickle.text("t" + i);
            pickle.global("torch._utils", "_rebuild_tensor_v2").code('(');
            pickle.code('(')
                    .text("storage")
                    .global("torch", "FloatStorage")
                    .text("0")
                    .text("cpu");
            pickle.number(elements()).code('t').code('Q');
            pickle.number(offset);
            pickle.numbers(tensors.get(i)).numbers(strides(tensors.get(i))).code(0x89);
            pickle.global("collections", "OrderedDict")
                    .code(')')
                    .code('R')
                    .code('t')
                    .code('R');
            offset += product(tensors.get(i));
        }
        return pickle.code('u').code('b').code('.').bytes();
    }

    private static long[] strides(long[] shape) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        return strides;
    }

    /** The opcodes of Python's pickle, protocol 2, that a module of tensors takes. */
    private static final class Pickle {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Pickle() {
            code(0x80).code(2);
        }

        Pickle code(int opcode) {
            out.write(opcode);
            return this;
        }

        Pickle global(String module, String name) {
            code('c');
            out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Pickle text(String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            code('X').fourBytes(bytes.length);
            out.writeBytes(bytes);
            return this;
        }

        Pickle number(long number) {
            return code('J').fourBytes(Math.toIntExact(number));
        }

        Pickle numbers(long[] numbers) {
            code('(');
            for (long number : numbers) {
                number(number);
            }
            return code('t');
        }

        private Pickle fourBytes(int value) {
            out.writeBytes(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(value)
                    .array());
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }
    }
}
