package dev.signalbox.server.serving;

import dev.signalbox.server.engine.ModelFailed;
import dev.signalbox.server.engine.ModelRunner;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A model that remembers what it ran together, waits where it is told to, and fails on negative numbers. */
final class FakeModel implements ModelRunner {
    final List<List<Float>> runs = Collections.synchronizedList(new ArrayList<>());
    final Semaphore entered = new Semaphore(0);
    final Semaphore mayGoOn = new Semaphore(0);
    private final boolean waits;

    FakeModel(boolean waits) {
        this.waits = waits;
    }

    @Override
    public List<List<OutputTensor>> run(List<Batch> batches) {
        runs.add(batches.stream().map(FakeJob::value).toList());
        entered.release();
        if (waits) {
            mayGoOn.acquireUninterruptibly();
        }
        for (Batch batch : batches) {
            if (FakeJob.value(batch) == -666) {
                throw new StackOverflowError("deep");
            }
            if (FakeJob.value(batch) < 0) {
                throw new ModelFailed("negative");
            }
        }
        return batches.stream().map(batch -> List.<OutputTensor>of()).toList();
    }

    @Override
    public void close() {}
}
