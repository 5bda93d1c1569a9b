package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.platform.OperatorConfig;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformFactory;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.net.URI;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Opens the platform on the cluster that the Kubernetes client is configured for. */
@ApplicationScoped
public class KubernetesPlatformFactory implements PlatformFactory {
    private final Instance<KubernetesClient> client;
    private final KubernetesConfig config;
    private final OperatorConfig operator;

    KubernetesPlatformFactory(Instance<KubernetesClient> client, KubernetesConfig config, OperatorConfig operator) {
        this.client = client;
        this.config = config;
        this.operator = operator;
    }

    @Override
    public String name() {
        return "kubernetes";
    }

    @Override
    public Platform open() {
        return open(client.get(), config, operator);
    }

    static Platform open(KubernetesClient client, KubernetesConfig config, OperatorConfig operator) {
        Desired.PodSettings pods = new Desired.PodSettings(config.modelServerImage(), telemetry(config, operator));
        var training = new TrainingJob.Settings(
                config.trainerImage(),
                config.telemetryUrl()
                        .or(() -> operator.monitor().map(URI::toString))
                        .orElse(null),
                config.trainingSecret().orElse(null));
        return new KubernetesPlatform(
                client,
                config,
                new KubernetesPlatform.Wanted(pods, training),
                new Announcer(client, Clock.systemUTC()),
                Seen::address);
    }

    private static Desired.@Nullable Telemetry telemetry(KubernetesConfig config, OperatorConfig operator) {
        return config.telemetryUrl()
                .or(() -> operator.monitor().map(URI::toString))
                .map(url -> new Desired.Telemetry(
                        url,
                        config.telemetryInterval().toMillis() + "ms",
                        config.telemetrySecret().orElse(null),
                        config.telemetrySpool().map(MemorySize::asLongValue).orElse(null)))
                .orElse(null);
    }
}
