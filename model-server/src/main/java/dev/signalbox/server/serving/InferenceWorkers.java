package dev.signalbox.server.serving;

import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.engine.TorchModel;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that run inferences, and the bounded queue before them. */
@ApplicationScoped
public class InferenceWorkers {
    private static final int MOST_BY_DEFAULT = 16;

    private final ThreadPoolExecutor threads;

    InferenceWorkers(ModelConfig config) {
        int processors = Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().availableProcessors());
        int size = config.workers() > 0 ? config.workers() : processors;
        this.threads = new ThreadPoolExecutor(
                size, size, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(config.queue()), threads());
    }

    /** Runs a job as soon as a thread is free; false if too many wait already. */
    public boolean run(Runnable job) {
        try {
            threads.execute(job);
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    /** How many jobs wait. */
    public int waiting() {
        return threads.getQueue().size();
    }

    int size() {
        return threads.getCorePoolSize();
    }

    /* A thread begins with its first job: by then the engine has been started. */
    private static ThreadFactory threads() {
        ThreadFactory plain = Thread.ofPlatform().daemon().name("inference-", 0).factory();
        return jobs -> plain.newThread(() -> {
            TorchModel.prepareThread();
            jobs.run();
        });
    }

    /** Lets the jobs under way end, for a bounded time. */
    void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException hurried) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
