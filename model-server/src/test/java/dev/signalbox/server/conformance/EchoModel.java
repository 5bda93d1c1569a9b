package dev.signalbox.server.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.server.signature.Datatype;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A model that answers its inputs: for each datatype an input {@code in_fp32} and an output {@code out_fp32}; a text is answered
 * with its length, a category with itself. Its TorchScript is written here, entry by entry: no file of it needs to be kept.
 */
public final class EchoModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLOURS = List.of("red", "grün", "blue");

    private EchoModel() {}

    /** One tensor that goes in and comes out. */
    private record Tensor(String name, String datatype, String answered, String kind, String shape) {}

    /** Writes a folder of a model for these datatypes, BYTES being both a text and a category. */
    public static Path write(Path folder, List<Datatype> datatypes) throws IOException {
        List<Tensor> tensors =
                datatypes.stream().flatMap(type -> tensors(type).stream()).toList();
        Files.createDirectories(folder);
        Files.write(folder.resolve("signature.json"), JSON.writeValueAsBytes(signature(tensors)));
        try (OutputStream file = Files.newOutputStream(folder.resolve("model.pt"));
                ZipOutputStream zip = new ZipOutputStream(file)) {
            store(zip, "echo/data.pkl", module());
            store(zip, "echo/code/__torch__.py", code(tensors.size()).getBytes(StandardCharsets.UTF_8));
            store(zip, "echo/constants.pkl", new byte[] {(byte) 0x80, 2, ')', '.'});
            store(zip, "echo/version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return folder;
    }

    private static List<Tensor> tensors(Datatype type) {
        String name = type.name().toLowerCase(java.util.Locale.ROOT);
        return switch (type) {
            case BYTES ->
                List.of(
                        new Tensor("text", "BYTES", "INT64", "text", "[-1]"),
                        new Tensor("colour", "BYTES", "BYTES", "category", "[-1]"));
            case BOOL -> List.of(new Tensor(name, type.name(), type.name(), "flag", "[-1]"));
            case FP32 ->
                List.of(
                        new Tensor(name, type.name(), type.name(), "numeric", "[-1]"),
                        new Tensor("matrix", type.name(), type.name(), "numeric", "[-1,-1,2]"));
            default -> List.of(new Tensor(name, type.name(), type.name(), "numeric", "[-1]"));
        };
    }

    private static ObjectNode signature(List<Tensor> tensors) throws IOException {
        ObjectNode signature = JSON.createObjectNode().put("v", 1).put("packing", "tensors");
        for (Tensor tensor : tensors) {
            ObjectNode input = signature
                    .withArray("inputs")
                    .addObject()
                    .put("name", "in_" + tensor.name())
                    .put("datatype", tensor.datatype())
                    .put("kind", tensor.kind());
            input.set("shape", JSON.readTree(tensor.shape()));
            ObjectNode output = signature
                    .withArray("outputs")
                    .addObject()
                    .put("name", "out_" + tensor.name())
                    .put("datatype", tensor.answered());
            output.set("shape", JSON.readTree(tensor.shape()));
            if (tensor.kind().equals("category")) {
                input.set("categories", JSON.valueToTree(COLOURS));
                output.set("categories", JSON.valueToTree(COLOURS));
            }
        }
        return signature;
    }

    private static String code(int tensors) {
        List<String> names = java.util.stream.IntStream.range(0, tensors)
                .mapToObj(i -> "x" + i)
                .toList();
        return """
                class Echo(Module):
                  __parameters__ = []
                  __buffers__ = []
                  training : bool
                  def forward(self: __torch__.Echo,
                %s) -> Tuple[%s]:
                    return (%s,)
                """.formatted(
                        names.stream().map(name -> "    " + name + ": Tensor").collect(Collectors.joining(",\n")),
                        names.stream().map(name -> "Tensor").collect(Collectors.joining(", ")),
                        String.join(", ", names));
    }

    /** An object of the class, pickled: its class, no arguments, and its one attribute. */
    private static byte[] module() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2});
        pickle.writeBytes(
                "c__torch__\nEcho\nq\0)\u0001}(X\u0008\0\0\0training\u0002ub.".getBytes(StandardCharsets.UTF_8));
        byte[] bytes = pickle.toByteArray();
        /* NEWOBJ and NEWFALSE, which are no characters of ASCII. */
        for (int i = 2; i < bytes.length; i++) {
            if (bytes[i] == 1) {
                bytes[i] = (byte) 0x81;
            } else if (bytes[i] == 2) {
                bytes[i] = (byte) 0x89;
            }
        }
        return bytes;
    }

    /** Puts an entry into a file of TorchScript, not compressed: PyTorch maps tensors. */
    public static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 check = new CRC32();
        check.update(content);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(check.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
