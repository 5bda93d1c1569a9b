package dev.signalbox.server.serving;

import dev.signalbox.server.folder.FetchFailed;
import dev.signalbox.server.folder.LoadRefused;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

/** Brings the model from its folder to ready, beside the start of the HTTP server; and ends the process if it can not be. */
@ApplicationScoped
public class ModelStart {
    /** The exit code of a process whose model can not be served: trying again will not help. */
    public static final int EXIT_REFUSED = 3;

    private static final Logger LOG = Logger.getLogger(ModelStart.class);
    private static final int EXIT_CRASHED = 1;

    private final ModelLoader loader;
    private final ServingState state;
    private final Serving serving;
    private final WarmUps warmUps;
    private final Watchdog watchdog;
    private final TerminationLog terminationLog;

    ModelStart(
            ModelLoader loader,
            ServingState state,
            Serving serving,
            WarmUps warmUps,
            Watchdog watchdog,
            TerminationLog terminationLog) {
        this.loader = loader;
        this.state = state;
        this.serving = serving;
        this.warmUps = warmUps;
        this.watchdog = watchdog;
        this.terminationLog = terminationLog;
    }

    void onStart(@Observes StartupEvent event) {
        Thread.ofPlatform().name("model-start").daemon().start(this::start);
    }

    void onShutdownDelay(@Observes ShutdownDelayInitiatedEvent event) {
        state.drain();
    }

    void onShutdown(@Observes ShutdownEvent event) {
        state.drain();
        watchdog.end();
        /* A model that a thread is still inside of is not taken from under it. */
        if (serving.end()) {
            state.loaded().ifPresent(model -> model.runner().close());
        }
    }

    private void start() {
        long began = System.nanoTime();
        try {
            ServedModel model = loader.load();
            long loaded = System.nanoTime();
            serving.begin(model);
            state.moveTo(new ServingState.WarmingUp(model));
            watchdog.begin(model, serving.warmUp());
            warmUps.run(model, serving.warmUp(), state.warmUpToken());
            state.moveTo(new ServingState.Ready(model));
            LOG.infof(
                    "Model is ready deployment=%s version=%s loadMillis=%d warmUpMillis=%d",
                    model.deployment(),
                    model.identity().version(),
                    (loaded - began) / 1_000_000,
                    (System.nanoTime() - loaded) / 1_000_000);
        } catch (LoadRefused refused) {
            LOG.errorf("Model can not be served: %s", refused.text());
            terminationLog.write(refused.text());
            Quarkus.asyncExit(EXIT_REFUSED);
        } catch (FetchFailed failed) {
            LOG.errorf("Model could not be fetched: %s", failed.text());
            terminationLog.write(failed.text());
            Quarkus.asyncExit(EXIT_CRASHED);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | LinkageError unforeseen) {
            LOG.error("Model start failed", unforeseen);
            Quarkus.asyncExit(EXIT_CRASHED);
        }
    }
}
