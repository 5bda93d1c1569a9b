package dev.signalbox.server.serving;

import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.config.WatchdogConfig;
import dev.signalbox.server.pulse.Pulse;
import dev.signalbox.server.pulse.PulseRules;
import io.quarkus.runtime.Quarkus;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Holds readiness to inferences that were really answered: asks about a sample while nobody else asks, and notices an inference
 * that does not end.
 */
@ApplicationScoped
public class Watchdog {
    /** The exit code of a process whose model hangs: another process may do better. */
    public static final int EXIT_HUNG = 4;

    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final int LOOKS_PER_INTERVAL = 4;
    /* An orderly exit waits for what is under way; a hung inference is, for ever. */
    private static final int ORDERLY_SECONDS = 15;

    private final ServingState state;
    private final InferenceWorkers workers;
    private final TerminationLog terminationLog;
    private final WatchdogConfig config;
    private final CountDownLatch ended = new CountDownLatch(1);
    /* Both are the looking thread's alone. */
    private @Nullable SampleCaller asked;
    private boolean leaving;

    Watchdog(ServingState state, InferenceWorkers workers, TerminationLog terminationLog, WatchdogConfig config) {
        this.state = state;
        this.workers = workers;
        this.terminationLog = terminationLog;
        this.config = config;
    }

    /** Begins to look after a model, by requests of this service, which are not counted. */
    void begin(ServedModel model, InferenceService service) {
        PulseRules rules = new PulseRules(config.interval(), config.staleAfter(), config.hungAfter());
        Optional<SampleRequest> sample = model.sample(1);
        Duration shortest = rules.interval().compareTo(rules.hungAfter()) < 0 ? rules.interval() : rules.hungAfter();
        long pause = Math.min(LONGEST_TICK.toNanos(), Math.max(1, shortest.toNanos() / LOOKS_PER_INTERVAL));
        Runnable look = () -> {
            try {
                /* Without a sample nobody can tell a model that is not asked from one that does not answer. */
                Duration since = sample.isPresent() ? workers.sinceAnswer() : Duration.ZERO;
                act(
                        new Pulse(since, workers.running().orElse(Duration.ZERO)).under(rules),
                        () -> ask(service, sample.orElseThrow()));
            } catch (RuntimeException unforeseen) {
                LOG.error("Watchdog could not look", unforeseen);
            }
        };
        workers.countFromNow();
        Thread.ofPlatform().daemon().name("watchdog").start(() -> repeat(look, pause));
    }

    void end() {
        ended.countDown();
    }

    private void repeat(Runnable look, long pauseNanos) {
        try {
            while (!ended.await(pauseNanos, TimeUnit.NANOSECONDS)) {
                look.run();
            }
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private void act(Pulse.Finding finding, Question question) {
        switch (finding) {
            case Pulse.Well well -> recover();
            case Pulse.Idle idle -> {
                recover();
                ask(question);
            }
            case Pulse.Stale(Duration since) -> {
                stall("no inference was answered for " + since.toSeconds() + " s");
                ask(question);
            }
            case Pulse.Hung(Duration running) -> {
                String why = "an inference has been running for " + running.toSeconds()
                        + " s (signalbox.model.watchdog.hung-after is " + config.hungAfter() + ")";
                stall(why);
                if (config.onHang() == WatchdogConfig.OnHang.EXIT) {
                    leave(why);
                }
            }
        }
    }

    private static SampleCaller ask(InferenceService service, SampleRequest sample) {
        SampleCaller caller = new SampleCaller(System::nanoTime);
        service.submit(RequestBody.divided(sample.toArray(), sample.jsonLength()), caller);
        return caller;
    }

    private void ask(Question question) {
        if (asked == null || asked.reply().isDone()) {
            asked = question.ask();
        }
    }

    private void stall(String why) {
        if (state.stall(why)) {
            LOG.errorf("Model does not answer, readiness is off reason=%s", why);
        }
    }

    private void recover() {
        if (state.recover()) {
            LOG.info("Model answers again");
        }
    }

    private void leave(String why) {
        if (leaving) {
            return;
        }
        leaving = true;
        terminationLog.write(why);
        Quarkus.asyncExit(EXIT_HUNG);
        Thread.ofPlatform().daemon().name("hung-exit").start(() -> {
            try {
                TimeUnit.SECONDS.sleep(ORDERLY_SECONDS);
            } catch (InterruptedException hurried) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(EXIT_HUNG);
        });
    }

    private interface Question {
        SampleCaller ask();
    }
}
