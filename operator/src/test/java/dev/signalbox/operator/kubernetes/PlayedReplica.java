package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.platform.Operator;
import dev.signalbox.operator.platform.OperatorMetrics;
import dev.signalbox.operator.platform.TestConfig;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.net.URI;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** A process that is one replica of the operator, until it is killed: kubeconfig, monitor and router are its arguments. */
public final class PlayedReplica {
    private PlayedReplica() {}

    public static void main(String[] args) throws InterruptedException {
        try (KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(Config.fromKubeconfig(new File(args[0])))
                        .build();
                Operator operator = Operator.start(
                        KubernetesFixture.replica(client),
                        new TestConfig(Optional.of(URI.create(args[1])), Optional.of(List.of(URI.create(args[2])))),
                        new OperatorMetrics(new SimpleMeterRegistry()),
                        Clock.systemUTC())) {
            System.out.println("a replica runs: " + operator.alive());
            Thread.currentThread().join();
        }
    }
}
