package dev.signalbox.operator.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.URI;
import java.util.List;

/** The routers' pods, found by their label: those that are ready, wherever they are watched from. */
final class RouterPods {
    private final KubernetesClient client;
    private final KubernetesConfig config;

    RouterPods(KubernetesClient client, KubernetesConfig config) {
        this.client = client;
        this.config = config;
    }

    List<URI> addresses() {
        return client.pods().inAnyNamespace().withLabel(Labels.NAME, Labels.ROUTER).list().getItems().stream()
                .filter(pod -> Readiness.getInstance().isReady(pod))
                .map(this::address)
                .toList();
    }

    private URI address(Pod pod) {
        String ip = pod.getStatus().getPodIP();
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        return URI.create("http://" + host + ":" + config.routerAdminPort());
    }
}
