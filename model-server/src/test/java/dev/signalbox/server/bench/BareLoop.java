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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What DJL itself takes for a run of the model: nothing around it but a loop, in one thread or several. Prints CPU microseconds
 * for a run, and runs a second.
 */
final class BareLoop {
    private static volatile boolean counting;
    private static volatile boolean ending;

    private BareLoop() {}

    /** The folder of the model, the threads, the seconds to measure, and the shape of a run's input. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        long[] shape =
                Arrays.stream(arguments).skip(3).mapToLong(Long::parseLong).toArray();
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
        LongAdder runs = new LongAdder();
        AtomicLong nanos = new AtomicLong();
        try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch")) {
            model.load(folder, "model");
            List<Thread> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(Thread.ofPlatform().start(() -> nanos.addAndGet(run(model, shape, runs))));
            }
            Thread.sleep((long) (seconds * 500));
            counting = true;
            Thread.sleep((long) (seconds * 1_000));
            counting = false;
            ending = true;
            for (Thread thread : running) {
                thread.join();
            }
        }
        System.out.println(nanos.get() / 1e3 / runs.sum() + " " + runs.sum() / seconds);
    }

    private static long run(Model model, long[] shape, LongAdder runs) {
        JniUtils.setGraphExecutorOptimize(false);
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        while (!counting) {
            once(model.getBlock(), model, shape, size);
        }
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        while (!ending) {
            once(model.getBlock(), model, shape, size);
            runs.increment();
        }
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
    }

    private static float once(Block block, Model model, long[] shape, int size) {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            float[] values = new float[size];
            NDList answer = block.forward(
                    new ParameterStore(scope, false), new NDList(scope.create(values, new Shape(shape))), false);
            return answer.singletonOrThrow().toFloatArray()[0];
        }
    }
}
