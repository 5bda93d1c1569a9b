package dev.signalbox.server.serving;

import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.folder.LoadRefused;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Brings the model from its folder to ready, beside the start of the HTTP server; and ends the process if it can not be. */
@ApplicationScoped
public class ModelStart {
    /** The exit code of a process whose model can not be served: trying again will not help. */
    public static final int EXIT_REFUSED = 3;

    private static final Logger LOG = Logger.getLogger(ModelStart.class);
    private static final int EXIT_CRASHED = 1;
    private static final int HTTP_START_SECONDS = 30;

    private final ModelLoader loader;
    private final ServingState state;
    private final Serving serving;
    private final InferenceWorkers workers;
    private final ModelConfig config;
    private final TerminationLog terminationLog;
    private final CompletableFuture<URI> self = new CompletableFuture<>();

    ModelStart(
            ModelLoader loader,
            ServingState state,
            Serving serving,
            InferenceWorkers workers,
            ModelConfig config,
            TerminationLog terminationLog) {
        this.loader = loader;
        this.state = state;
        this.serving = serving;
        this.workers = workers;
        this.config = config;
        this.terminationLog = terminationLog;
    }

    void onStart(@Observes StartupEvent event) {
        Thread.ofPlatform().name("model-start").daemon().start(this::start);
    }

    void onHttp(@ObservesAsync HttpServerStart event, HttpServer http) {
        self.complete(http.getLocalBaseUri());
    }

    void onShutdownDelay(@Observes ShutdownDelayInitiatedEvent event) {
        state.drain();
    }

    void onShutdown(@Observes ShutdownEvent event) {
        state.drain();
        serving.end();
        state.loaded().ifPresent(model -> model.runner().close());
    }

    private void start() {
        long began = System.nanoTime();
        try {
            ServedModel model = loader.load();
            long loaded = System.nanoTime();
            serving.begin(model);
            state.moveTo(new ServingState.WarmingUp(model));
            WarmUp warmUp = new WarmUp(model, workers, config, System::nanoTime);
            warmUp.onThreads();
            warmUp.overHttp(self.get(HTTP_START_SECONDS, TimeUnit.SECONDS), state.warmUpToken());
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
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException | LinkageError unforeseen) {
            LOG.error("Model start failed", unforeseen);
            Quarkus.asyncExit(EXIT_CRASHED);
        }
    }
}
