package dev.signalbox.server.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.signalbox.server.learning.Target;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A TorchScript file whose weights are fitted to rows, by the gradients of PyTorch. Not thread safe. */
public final class TrainableModel implements AutoCloseable {
    private static final String ENGINE = "PyTorch";
    private static final String MODEL = "model";
    private static final float LEAST = 1e-6f;
    private static final float SUM_ERROR = 1e-3f;

    private final Signature signature;
    private final Target target;
    private final Model model;
    private final PtSymbolBlock block;
    private final Trainer trainer;
    private final TorchBatch memory = new TorchBatch();

    /** How it is trained: the size of a step, how much weights are pulled to zero, and the seed of dropout. */
    public record Settings(double learningRate, double weightDecay, int seed) {}

    private TrainableModel(Signature signature, Target target, Model model, Settings settings) {
        this.signature = signature;
        this.target = target;
        this.model = model;
        this.block = (PtSymbolBlock) model.getBlock();
        this.trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss())
                .optOptimizer(Optimizer.adamW()
                        .optLearningRateTracker(Tracker.fixed((float) settings.learningRate()))
                        .optWeightDecays((float) settings.weightDecay())
                        .build()));
    }

    /**
     * Loads {@code model.pt} of a folder; {@link TorchLibrary#prepare} must have been called. Refuses one that has nothing to
     * train.
     */
    public static TrainableModel load(Path folder, Signature signature, Target target, Settings settings)
            throws IOException {
        Engine.getEngine(ENGINE).setRandomSeed(settings.seed());
        Model model = Model.newInstance(MODEL, Device.cpu(), ENGINE);
        try {
            model.load(folder, MODEL, Map.of("trainParam", "true"));
            if (model.getBlock().getParameters().isEmpty()) {
                throw new IllegalArgumentException("model.pt has no parameters that could be trained:"
                        + " it was made of none, or frozen (torch.jit.freeze, optimize_for_inference)");
            }
            return new TrainableModel(signature, target, model, settings);
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

    /** How many numbers are fitted. */
    public long parameters() {
        long count = 0;
        for (Parameter parameter : block.getParameters().values()) {
            count += parameter.getArray().size();
        }
        return count;
    }

    /** Makes the rows a little more likely to be of their classes; returns how unlikely they were on average, before. */
    public double step(Batch rows, int[] classes) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            double before;
            try (GradientCollector gradients = trainer.newGradientCollector()) {
                NDArray loss = loss(scope, trainer.forward(packed(scope, rows)), classes);
                gradients.backward(loss);
                before = loss.toType(DataType.FLOAT64, false).getDouble();
            }
            trainer.step();
            return before;
        } catch (EngineException | IllegalArgumentException | UnsupportedOperationException failed) {
            throw ModelFailed.of(failed);
        }
    }

    /** How unlikely the rows are to be of their classes, on average. */
    public double loss(Batch rows, int[] classes) {
        try (NDManager scope = trainer.getManager().newSubManager()) {
            return loss(scope, trainer.evaluate(packed(scope, rows)), classes)
                    .toType(DataType.FLOAT64, false)
                    .getDouble();
        } catch (EngineException | IllegalArgumentException | UnsupportedOperationException failed) {
            throw ModelFailed.of(failed);
        }
    }

    private NDList packed(NDManager scope, Batch rows) {
        return memory.pack(scope, signature, List.of(rows));
    }

    /* The negative logarithm of the probability of the right class. */
    private NDArray loss(NDManager scope, NDList answers, int[] classes) {
        NDArray said = TorchOutputs.of(signature, target.output(), answers).toType(DataType.FLOAT32, false);
        if (target.binary()) {
            float[] wanted = new float[classes.length];
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = classes[i];
            }
            NDArray positive = scope.create(wanted);
            NDArray probability = said.reshape(classes.length).clip(LEAST, 1 - LEAST);
            NDArray negative = positive.mul(-1).add(1);
            return positive.mul(probability.log())
                    .add(negative.mul(probability.mul(-1).add(1).log()))
                    .mean()
                    .neg();
        }
        NDArray logarithms = isProbability(said) ? said.clip(LEAST, 1).log() : said.logSoftmax(1);
        NDArray wanted = scope.create(classes).oneHot(target.classes().size(), DataType.FLOAT32);
        return logarithms.mul(wanted).sum(new int[] {1}).mean().neg();
    }

    /* Whether the values of each row are shares of one, or something that only softmax makes shares of. */
    private static boolean isProbability(NDArray said) {
        NDArray sums = said.sum(new int[] {1}).sub(1).abs();
        return said.min().getFloat() >= 0 && sums.max().getFloat() < SUM_ERROR;
    }

    /** Writes the model with its present weights, as it is to be served: dropout and the like are off. */
    public void write(Path file) throws IOException {
        JniUtils.enableInferenceMode(block);
        try (OutputStream out = Files.newOutputStream(file)) {
            JniUtils.writeModule(block, out, false);
        }
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
