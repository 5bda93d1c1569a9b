package dev.signalbox.server.profile;

import dev.signalbox.server.engine.TorchLibrary;
import dev.signalbox.server.engine.TorchModel;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.telemetry.Answered;
import dev.signalbox.server.telemetry.ServingCounter;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Prints what profiling adds to an inference alone: less than to a request, which is read and written too. Both are timed in
 * turns in one run, and the best turn of each counts.
 */
final class ProfilingCost {
    private static final int TURNS = 15;
    private static final int CALLS = 20_000;

    private ProfilingCost() {}

    public static void main(String[] arguments) throws Exception {
        ModelFolder folder = ModelFolder.read(Path.of(arguments[0]));
        TorchLibrary.prepare(new TorchLibrary.Settings(
                Optional.empty(), Path.of(arguments[1]).toAbsolutePath(), 1));
        TrainingData data = new TrainingData(folder.signature());
        List<Batch> batches = new ArrayList<>();
        for (int row = 0; row < data.size(); row++) {
            batches.add(data.batch(row, row + 1));
        }
        ServingCounter counter = new ServingCounter(
                () -> new RequestProfiler(folder.signature(), folder.baseline().profile()));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            TorchModel.prepareThread();
            List<OutputTensor> answer = model.run(batches.getFirst());
            double without = Double.MAX_VALUE;
            double with = Double.MAX_VALUE;
            for (int turn = 0; turn < TURNS; turn++) {
                without = Math.min(without, nanos(() -> infer(model, batches)));
                with = Math.min(with, nanos(() -> count(counter, batches, answer)));
            }
            System.out.printf(
                    "inference %.2f us, counting and profiling %d values %.2f us: %.1f %%%n",
                    without / 1e3, folder.signature().inputs().size() + 3, with / 1e3, 100 * with / without);
        }
    }

    private static void infer(TorchModel model, List<Batch> batches) {
        for (int i = 0; i < CALLS; i++) {
            model.run(batches.get(i % batches.size()));
        }
    }

    private static void count(ServingCounter counter, List<Batch> batches, List<OutputTensor> answer) {
        for (int i = 0; i < CALLS; i++) {
            counter.answered(Answered.of(batches.get(i % batches.size()), answer), 1_000_000);
        }
    }

    private static double nanos(Runnable turn) {
        long began = System.nanoTime();
        turn.run();
        return (double) (System.nanoTime() - began) / CALLS;
    }
}
