package dev.signalbox.server.folder;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The signature that a TorchScript file tells of: the names of the tensors that its {@code forward} takes and gives. */
final class TorchScriptForward {
    /* A TorchScript file is a zip: data.pkl is the pickled model, whose first word names its class, and code/ holds the source of
     * that class, with the types of its methods. Pickles are not run here, only their first word is read. */
    private static final int MOST_CODE = 16 << 20;
    private static final int HEAD = 1_024;
    private static final Pattern DATA = Pattern.compile("[^/]+/data\\.pkl");
    private static final Pattern CLASS =
            Pattern.compile("\\A\\x{80}.c(__torch__[A-Za-z0-9_.]*)\\n([A-Za-z0-9_]+)\\n", Pattern.DOTALL);
    private static final Pattern FORWARD =
            Pattern.compile("^  def forward\\(self: [^,)]*,?(.*?)\\) -> (.*?):\\n", Pattern.DOTALL | Pattern.MULTILINE);

    private TorchScriptForward() {}

    static Signature read(Path model) throws IOException, LoadRefused {
        try (ZipFile zip = new ZipFile(model.toFile())) {
            ZipEntry data = zip.stream()
                    .filter(entry -> DATA.matcher(entry.getName()).matches())
                    .findFirst()
                    .orElseThrow(() -> unknown("it has no data.pkl"));
            Matcher root = CLASS.matcher(text(zip, data, HEAD));
            if (!root.find()) {
                throw unknown("its data.pkl names no class");
            }
            String folder = data.getName().substring(0, data.getName().indexOf('/'));
            ZipEntry code = zip.getEntry(folder + "/code/" + root.group(1).replace('.', '/') + ".py");
            if (code == null) {
                throw unknown("it has no code of its class " + root.group(1) + "." + root.group(2));
            }
            return signature(text(zip, code, MOST_CODE), root.group(2));
        } catch (ZipException none) {
            throw new LoadRefused("model.pt must be a TorchScript file that PyTorch can load: it is no zip", none);
        }
    }

    /** The signature of a class in the source of its module. */
    static Signature signature(String code, String name) throws LoadRefused {
        Matcher type = Pattern.compile(
                        "^class " + Pattern.quote(name) + "\\(Module\\):\\n((?:  .*\\n|\\n)*)", Pattern.MULTILINE)
                .matcher(code.endsWith("\n") ? code : code + "\n");
        Matcher forward = FORWARD.matcher(type.find() ? type.group(1) : "");
        if (!forward.find()) {
            throw unknown("its class " + name + " has no forward");
        }
        List<Input> inputs = new ArrayList<>();
        for (String parameter : parts(forward.group(1))) {
            String[] named = parameter.split(":", 2);
            if (named.length < 2 || !named[1].strip().matches("Tensor|Optional\\[Tensor]")) {
                throw unknown("its forward must take tensors alone, got \"" + parameter + "\"");
            }
            inputs.add(new Input(named[0].strip(), Datatype.FP32, Shape.ANY, Input.Domain.numbers()));
        }
        if (inputs.isEmpty()) {
            throw unknown("its forward must take a tensor");
        }
        return new Signature(Packing.TENSORS, inputs, outputs(forward.group(2).strip()), null);
    }

    private static List<Output> outputs(String type) throws LoadRefused {
        if (type.equals("Tensor")) {
            return List.of(output("output"));
        }
        if (!type.startsWith("Tuple[") || !type.endsWith("]")) {
            throw unknown("its forward must return a tensor or a tuple of tensors, got " + type);
        }
        List<Output> outputs = new ArrayList<>();
        for (String part : parts(type.substring("Tuple[".length(), type.length() - 1))) {
            if (!part.equals("Tensor")) {
                throw unknown("its forward must return a tensor or a tuple of tensors, got " + type);
            }
            outputs.add(output("output_" + outputs.size()));
        }
        return outputs;
    }

    private static Output output(String name) {
        return new Output(name, Datatype.FP32, Shape.ANY, List.of());
    }

    /** What stands between the commas that are in no brackets. */
    private static List<String> parts(String list) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= list.length(); i++) {
            char c = i == list.length() ? ',' : list.charAt(i);
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c == ',' && depth == 0) {
                String part = list.substring(from, i).replaceAll("\\s+", " ").strip();
                if (!part.isEmpty()) {
                    parts.add(part);
                }
                from = i + 1;
            }
        }
        return parts;
    }

    private static String text(ZipFile zip, ZipEntry entry, int most) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            /* One character a byte, for the pickle; names and types are ASCII in any case. */
            return new String(in.readNBytes(most), StandardCharsets.ISO_8859_1);
        }
    }

    private static LoadRefused unknown(String why) {
        return new LoadRefused("without signature.json, model.pt must tell its inputs and outputs, but " + why);
    }
}
