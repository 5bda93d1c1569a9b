package dev.signalbox.server.serving;

import dev.signalbox.server.batching.RowShape;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A job of one row and one number, that remembers how it ended. */
final class FakeJob implements Job {
    private static final Input INPUT = new Input(
            "x",
            Datatype.FP32,
            new Shape(List.of(-1L, -1L)),
            new Input.Domain(InputKind.NUMERIC, false, Input.Categories.of(List.of())));

    final CompletableFuture<String> end = new CompletableFuture<>();
    private final ModelRunner runner;
    private final Batch batch;
    private long deadline = Long.MAX_VALUE;
    private volatile boolean gone;

    FakeJob(ModelRunner runner, float value, int width) {
        this.runner = runner;
        float[] row = new float[width];
        row[0] = value;
        this.batch =
                new Batch(1, List.of(new InputTensor(INPUT, List.of(1L, (long) width), Elements.Floats.over(row))));
    }

    /** The number of a row. */
    static float value(Batch batch) {
        return (float) batch.inputs().getFirst().elements().number(0);
    }

    FakeJob until(long end) {
        deadline = end;
        return this;
    }

    void leave() {
        gone = true;
    }

    @Override
    public RowShape shape() {
        return RowShape.of(batch);
    }

    @Override
    public int rows() {
        return 1;
    }

    @Override
    public long arrived() {
        return 0;
    }

    @Override
    public long deadline() {
        return deadline;
    }

    @Override
    public boolean abandoned() {
        return gone;
    }

    @Override
    public Batch batch() {
        return batch;
    }

    @Override
    public ModelRunner runner() {
        return runner;
    }

    @Override
    public void leads(int requests, int rows) {}

    @Override
    public void answered(List<OutputTensor> outputs) {
        end.complete("answered");
    }

    @Override
    public void failed(Throwable cause) {
        end.complete("failed: " + cause.getMessage());
    }

    @Override
    public void expired() {
        end.complete("expired");
    }

    @Override
    public void forsaken() {
        end.complete("forsaken");
    }
}
