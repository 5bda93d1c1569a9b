package dev.signalbox.server.serving;

import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.folder.LoadRefused;
import jakarta.enterprise.context.ApplicationScoped;

/** Warms models up with what this process has: its threads and its own port. */
@ApplicationScoped
public class WarmUps {
    private final InferenceWorkers workers;
    private final OwnAddress address;
    private final ModelConfig config;

    WarmUps(InferenceWorkers workers, OwnAddress address, ModelConfig config) {
        this.workers = workers;
        this.address = address;
        this.config = config;
    }

    void run(ServedModel model, InferenceService service, String token) throws LoadRefused, InterruptedException {
        WarmUp warmUp = new WarmUp(model, workers, config, System::nanoTime);
        warmUp.onThreads(service);
        warmUp.overHttp(address.await(), token);
    }
}
