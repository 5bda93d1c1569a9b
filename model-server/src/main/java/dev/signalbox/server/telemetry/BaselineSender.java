package dev.signalbox.server.telemetry;

import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.server.telemetry.Receiver.Answer;
import dev.signalbox.server.window.BackOff;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Tells the monitor what the training data looked like, until it knows, and again from time to time, so that it does not forget. */
public final class BaselineSender implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(BaselineSender.class);
    private static final Duration AGAIN = Duration.ofHours(6);

    private final Told monitor;
    private final ReferenceProfile baseline;
    private final Duration maxBackOff;
    private final Thread thread;

    /** Who is told. */
    public interface Told {
        /** Sends the baseline, and waits for the answer. */
        Answer send(ReferenceProfile baseline) throws InterruptedException;
    }

    private BaselineSender(Told monitor, ReferenceProfile baseline, Duration maxBackOff) {
        this.monitor = monitor;
        this.baseline = baseline;
        this.maxBackOff = maxBackOff;
        this.thread = Thread.ofVirtual().name("baseline-send").unstarted(this::run);
    }

    /** Begins to tell it; where there is no baseline, nothing is ever sent. */
    public static BaselineSender start(Told monitor, ReferenceProfile baseline, Duration maxBackOff) {
        BaselineSender sender = new BaselineSender(monitor, baseline, maxBackOff);
        if (!baseline.isEmpty()) {
            sender.thread.start();
        }
        return sender;
    }

    private void run() {
        try {
            while (tell()) {
                Thread.sleep(AGAIN);
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was told; false if the monitor will never take it. */
    private boolean tell() throws InterruptedException {
        BackOff backOff = BackOff.none(maxBackOff);
        Answer answer = monitor.send(baseline);
        while (answer == Answer.AWAY) {
            backOff = backOff.failedAgain();
            Thread.sleep(backOff.pause(ThreadLocalRandom.current().nextDouble()));
            answer = monitor.send(baseline);
        }
        if (answer == Answer.REFUSED) {
            LOG.error("Monitor refused the baseline for good, drift from the training data is not judged");
        }
        return answer == Answer.STORED;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
