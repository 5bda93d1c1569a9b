package dev.signalbox.server.engine;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.ArrayList;
import java.util.List;

/** Takes the answer to several requests apart again, by their rows. */
final class TorchAnswers {
    private TorchAnswers() {}

    static List<List<OutputTensor>> split(List<Batch> batches, int rows, List<OutputTensor> together) {
        if (batches.size() == 1) {
            return List.of(together);
        }
        List<List<OutputTensor>> apart = new ArrayList<>(batches.size());
        int first = 0;
        for (Batch batch : batches) {
            List<OutputTensor> outputs = new ArrayList<>(together.size());
            for (OutputTensor tensor : together) {
                int width = tensor.elements().size() / rows;
                outputs.add(new OutputTensor(
                        tensor.output(),
                        shape(batch.rows(), tensor.shape()),
                        part(tensor, first * width, batch.rows() * width)));
            }
            apart.add(outputs);
            first += batch.rows();
        }
        return apart;
    }

    private static List<Long> shape(int rows, List<Long> together) {
        List<Long> shape = new ArrayList<>(together);
        shape.set(0, (long) rows);
        return shape;
    }

    private static Elements part(OutputTensor tensor, int first, int count) {
        return switch (tensor.elements()) {
            case Elements.Floats all -> {
                float[] part = new float[count];
                for (int i = 0; i < count; i++) {
                    part[i] = all.get(first + i);
                }
                yield Elements.Floats.over(part);
            }
            case Elements.Doubles all -> {
                double[] part = new double[count];
                for (int i = 0; i < count; i++) {
                    part[i] = all.get(first + i);
                }
                yield Elements.Doubles.over(part);
            }
            case Elements.Longs all -> {
                long[] part = new long[count];
                for (int i = 0; i < count; i++) {
                    part[i] = all.get(first + i);
                }
                yield Elements.Longs.over(part, tensor.output().datatype());
            }
            case Elements.Booleans all -> {
                boolean[] part = new boolean[count];
                for (int i = 0; i < count; i++) {
                    part[i] = all.get(first + i);
                }
                yield Elements.Booleans.over(part);
            }
            case Elements.Texts none ->
                throw new ModelFailed("the model must not give texts for output \""
                        + tensor.output().name() + "\"");
            case Elements.Images none ->
                throw new ModelFailed("the model must not give pictures for output \""
                        + tensor.output().name() + "\"");
        };
    }
}
