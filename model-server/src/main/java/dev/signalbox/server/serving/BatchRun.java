package dev.signalbox.server.serving;

import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.util.List;

/** One run of the model for several requests, and what follows where it fails. */
final class BatchRun {
    private BatchRun() {}

    /**
     * Answers jobs of one shape. A run that fails is repeated in halves: in the end only the requests that the model fails on
     * by themselves fail. True if at least one was answered.
     */
    static boolean of(List<Job> jobs) {
        List<Batch> batches = jobs.stream().map(Job::batch).toList();
        jobs.getFirst()
                .leads(jobs.size(), batches.stream().mapToInt(Batch::rows).sum());
        List<List<OutputTensor>> outputs;
        try {
            outputs = jobs.getFirst().runner().run(batches);
        } catch (RuntimeException | Error failed) {
            return again(jobs, failed);
        }
        for (int i = 0; i < jobs.size(); i++) {
            jobs.get(i).answered(outputs.get(i));
        }
        return true;
    }

    private static boolean again(List<Job> jobs, Throwable failed) {
        if (jobs.size() == 1) {
            jobs.getFirst().failed(failed);
            return false;
        }
        int half = jobs.size() / 2;
        boolean first = of(jobs.subList(0, half));
        boolean second = of(jobs.subList(half, jobs.size()));
        return first || second;
    }
}
