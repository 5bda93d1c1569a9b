package dev.signalbox.server.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the model's answer as its signature declares it: by name from a dictionary, otherwise by position. */
final class TorchOutputs {
    private TorchOutputs() {}

    static List<OutputTensor> read(Signature signature, int rows, NDList answers) {
        List<Output> declared = signature.outputs();
        if (answers.size() < declared.size()) {
            throw new ModelFailed("the model must give " + declared.size() + " outputs, got " + answers.size());
        }
        List<OutputTensor> outputs = new ArrayList<>(declared.size());
        for (int i = 0; i < declared.size(); i++) {
            outputs.add(read(declared.get(i), rows, answer(declared.get(i), i, answers)));
        }
        return outputs;
    }

    /** The answer of one output, as the model gave it. */
    static NDArray of(Signature signature, int position, NDList answers) {
        if (answers.size() < signature.outputs().size()) {
            throw new ModelFailed(
                    "the model must give " + signature.outputs().size() + " outputs, got " + answers.size());
        }
        return answer(signature.outputs().get(position), position, answers);
    }

    private static NDArray answer(Output output, int position, NDList answers) {
        for (NDArray answer : answers) {
            if (output.name().equals(answer.getName())) {
                return answer;
            }
        }
        return answers.get(position);
    }

    private static OutputTensor read(Output output, int rows, NDArray answer) {
        List<Long> shape = Arrays.stream(answer.getShape().getShape()).boxed().toList();
        if (!output.shape().fits(shape) || shape.getFirst() != rows) {
            throw new ModelFailed("the model must give output \"" + output.name() + "\" with shape " + output.shape()
                    + " for " + rows + " rows, got " + shape);
        }
        return new OutputTensor(output, shape, elements(output, answer));
    }

    private static Elements elements(Output output, NDArray answer) {
        DataType type = answer.getDataType();
        return switch (output.datatype()) {
            case FP32, FP16, BF16 ->
                Elements.Floats.over(as(answer, DataType.FLOAT32, type).toFloatArray());
            case FP64 ->
                Elements.Doubles.over(as(answer, DataType.FLOAT64, type).toDoubleArray());
            case BOOL -> {
                if (type != DataType.BOOLEAN) {
                    throw wrongType(output, type);
                }
                yield Elements.Booleans.over(answer.toBooleanArray());
            }
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BYTES ->
                Elements.Longs.over(whole(output, answer, type), output.datatype());
        };
    }

    private static NDArray as(NDArray answer, DataType wanted, DataType type) {
        return type == wanted ? answer : answer.toType(wanted, false);
    }

    private static long[] whole(Output output, NDArray answer, DataType type) {
        if (!type.isInteger()) {
            throw wrongType(output, type);
        }
        long[] values = as(answer, DataType.INT64, type).toLongArray();
        if (output.datatype().isWhole() && output.datatype() != Datatype.UINT64) {
            for (long value : values) {
                if (value < output.datatype().least()
                        || value > output.datatype().most()) {
                    throw new ModelFailed("the model must give output \"" + output.name() + "\" within "
                            + output.datatype() + ", got " + value);
                }
            }
        }
        return values;
    }

    private static ModelFailed wrongType(Output output, DataType type) {
        return new ModelFailed(
                "the model must give output \"" + output.name() + "\" as " + output.datatype() + ", got " + type);
    }
}
