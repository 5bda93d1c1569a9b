package dev.signalbox.server.bench;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import dev.signalbox.server.engine.TorchLibrary;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.Optional;

/** What DJL itself takes for a run of the model: nothing around it but a loop. Prints CPU microseconds for a run. */
final class BareLoop {
    private static final int WARM_UP = 30_000;
    private static final int RUNS = 100_000;
    private static final int COLUMNS = 30;

    private BareLoop() {}

    /** The folder of the model, and the rows of a run. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int rows = Integer.parseInt(arguments[1]);
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
        try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch")) {
            model.load(folder, "model");
            JniUtils.setGraphExecutorOptimize(false);
            int runs = RUNS / rows;
            run(model, rows, WARM_UP / rows);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            long before = threads.getCurrentThreadCpuTime();
            run(model, rows, runs);
            long nanos = threads.getCurrentThreadCpuTime() - before;
            System.out.println(nanos / 1e3 / runs);
        }
    }

    private static float run(Model model, int rows, int runs) {
        Block block = model.getBlock();
        float sum = 0;
        for (int i = 0; i < runs; i++) {
            try (NDManager scope = model.getNDManager().newSubManager()) {
                float[] values = new float[rows * COLUMNS];
                NDList answer = block.forward(
                        new ParameterStore(scope, false),
                        new NDList(scope.create(values, new Shape(rows, COLUMNS))),
                        false);
                sum += answer.singletonOrThrow().toFloatArray()[0];
            }
        }
        return sum;
    }
}
