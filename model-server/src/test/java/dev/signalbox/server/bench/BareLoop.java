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
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * What DJL itself takes for a run of the model: nothing around it but a loop, in one thread or several. Prints CPU microseconds
 * for a run, and runs a second.
 */
final class BareLoop {
    /** In place of the seconds: how long a turn is comes by standard input, one line a turn, and between turns nothing runs. */
    static final String TURNS = "turns";

    /** What a line of results begins with. */
    static final String RAN = "ran ";

    private BareLoop() {}

    /** The folder of the model, the threads, the seconds to measure, and the shape of a run's input. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        int threads = Integer.parseInt(arguments[1]);
        long[] shape =
                Arrays.stream(arguments).skip(3).mapToLong(Long::parseLong).toArray();
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
        try (Model model = Model.newInstance("model", Device.cpu(), "PyTorch");
                ExecutorService running = Executors.newFixedThreadPool(threads)) {
            model.load(folder, "model");
            if (arguments[2].equals(TURNS)) {
                BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                    turn(running, threads, model, shape, Double.parseDouble(line));
                }
            } else {
                double seconds = Double.parseDouble(arguments[2]);
                turn(running, threads, model, shape, seconds / 2);
                turn(running, threads, model, shape, seconds);
            }
        }
    }

    private static void turn(ExecutorService running, int threads, Model model, long[] shape, double seconds)
            throws Exception {
        LongAdder runs = new LongAdder();
        long start = System.nanoTime();
        long end = start + (long) (seconds * 1e9);
        List<Future<Long>> nanos = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            nanos.add(running.submit(() -> run(model, shape, runs, end)));
        }
        long cpu = 0;
        for (Future<Long> of : nanos) {
            cpu += of.get();
        }
        System.out.println(RAN + cpu / 1e3 / runs.sum() + " " + runs.sum() / ((System.nanoTime() - start) / 1e9));
    }

    private static long run(Model model, long[] shape, LongAdder runs, long end) {
        JniUtils.setGraphExecutorOptimize(false);
        int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        do {
            once(model.getBlock(), model, shape, size);
            runs.increment();
        } while (System.nanoTime() - end < 0);
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
