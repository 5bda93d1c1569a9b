package dev.signalbox.server.profile;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The rows that the loan-approval example was trained on, as a model server sees them. */
final class TrainingData {
    private final Signature signature;
    private final List<String> columns;
    private final List<List<String>> rows;

    TrainingData(Signature signature) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("../examples/loan-approval/train.csv"));
        this.signature = signature;
        this.columns = Arrays.asList(lines.getFirst().split(","));
        this.rows = lines.stream()
                .skip(1)
                .map(line -> Arrays.asList(line.split(",")))
                .toList();
    }

    int size() {
        return rows.size();
    }

    /** Some rows as one request. */
    Batch batch(int from, int to) {
        return new Batch(
                to - from,
                signature.inputs().stream()
                        .map(input -> tensor(input, from, to))
                        .toList());
    }

    private InputTensor tensor(Input input, int from, int to) {
        String[] cells = rows.subList(from, to).stream()
                .map(row -> row.get(columns.indexOf(input.name())))
                .toArray(String[]::new);
        return new InputTensor(input, List.of((long) cells.length), elements(input, cells));
    }

    private static Elements elements(Input input, String[] cells) {
        if (input.datatype() == Datatype.FP32) {
            float[] values = new float[cells.length];
            for (int i = 0; i < cells.length; i++) {
                values[i] = Float.parseFloat(cells[i]);
            }
            return Elements.Floats.over(values);
        }
        return Elements.Longs.over(Arrays.stream(cells)
                .mapToLong(cell -> input.datatype() == Datatype.BYTES
                        ? input.domain().categories().indexOf(cell).orElse(-1)
                        : Long.parseLong(cell))
                .toArray());
    }
}
