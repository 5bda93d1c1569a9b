package dev.signalbox.server.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A TorchScript file, loaded by DJL on PyTorch's CPU engine. */
public final class TorchModel implements ModelRunner {
    private static final String ENGINE = "PyTorch";
    private static final String MODEL = "model";

    private final Signature signature;
    private final Model model;
    private final Block block;
    private final ThreadLocal<TorchBatch> memory = ThreadLocal.withInitial(TorchBatch::new);

    private TorchModel(Signature signature, Model model) {
        this.signature = signature;
        this.model = model;
        this.block = model.getBlock();
    }

    /** Loads {@code model.pt} of a folder; {@link TorchLibrary#prepare} must have been called. */
    public static TorchModel load(Path folder, Signature signature) throws IOException {
        startEngine();
        Model model = Model.newInstance(MODEL, Device.cpu(), ENGINE);
        try {
            model.load(folder, MODEL);
            return new TorchModel(signature, model);
        } catch (MalformedModelException | EngineException broken) {
            model.close();
            throw new IOException(
                    "model.pt must be a TorchScript file that PyTorch can load: "
                            + ModelFailed.of(broken).text(),
                    broken);
        } catch (IOException | RuntimeException failed) {
            model.close();
            throw failed;
        }
    }

    private static void startEngine() throws IOException {
        try {
            Engine.getEngine(ENGINE);
        } catch (EngineException unusable) {
            throw new IOException(
                    "libtorch can not be loaded: " + ModelFailed.of(unusable).text(), unusable);
        }
    }

    /**
     * Prepares the calling thread for {@link #run}. The optimising executor of TorchScript, a setting of the thread, compiles
     * again for each new shape, on a live request: the plain one answers the first request as fast as the thousandth.
     */
    public static void prepareThread() {
        JniUtils.setGraphExecutorOptimize(false);
    }

    @Override
    public List<List<OutputTensor>> run(List<Batch> batches) {
        try (NDManager scope = model.getNDManager().newSubManager()) {
            NDList packed = memory.get().pack(scope, signature, batches);
            NDList answers = block.forward(new ParameterStore(scope, false), packed, false);
            int rows = TorchBatch.rows(batches);
            return TorchAnswers.split(batches, rows, TorchOutputs.read(signature, rows, answers));
        } catch (EngineException
                | IllegalArgumentException
                | UnsupportedOperationException
                | ArithmeticException failed) {
            throw ModelFailed.of(failed);
        }
    }

    @Override
    public void close() {
        model.close();
    }
}
