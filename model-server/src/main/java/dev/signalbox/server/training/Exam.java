package dev.signalbox.server.training;

import dev.signalbox.server.engine.TorchModel;
import dev.signalbox.server.learning.Evaluation;
import dev.signalbox.server.learning.Rows;
import dev.signalbox.server.learning.Target;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Asks a model as the server would, and looks at its answers. */
final class Exam {
    private static final int AT_ONCE = 512;

    private final Signature signature;
    private final Target target;

    Exam(Signature signature, Target target) {
        this.signature = signature;
        this.target = target;
    }

    /** What takes answers to rows. */
    interface Listener {
        void answered(int[] rows, List<OutputTensor> answers);
    }

    /** How often the model of a folder is right. */
    Evaluation evaluate(Path folder, Rows rows) throws IOException {
        int[] right = new int[1];
        ask(folder, rows, (asked, answers) -> {
            for (int i = 0; i < asked.length; i++) {
                OptionalInt said = target.answered(answers, i);
                right[0] += said.isPresent() && said.getAsInt() == rows.classOf(asked[i]) ? 1 : 0;
            }
        });
        return Evaluation.of(right[0], rows.size());
    }

    /** Hands over the answers of the model of a folder. */
    void ask(Path folder, Rows rows, Listener listener) throws IOException {
        try (TorchModel model = TorchModel.load(folder, signature)) {
            TorchModel.prepareThread();
            for (int from = 0; from < rows.size(); from += AT_ONCE) {
                int[] asked = IntStream.range(from, Math.min(rows.size(), from + AT_ONCE))
                        .toArray();
                listener.answered(asked, model.run(rows.batch(asked)));
            }
        }
    }
}
