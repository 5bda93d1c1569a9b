package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.net.URI;
import java.util.List;
import java.util.Set;

/** The routers' pods, found by their label in the namespaces that routers run in: those that are ready. */
final class RouterPods {
    private final KubernetesClient client;
    private final KubernetesConfig config;

    RouterPods(KubernetesClient client, KubernetesConfig config) {
        this.client = client;
        this.config = config;
    }

    List<URI> addresses() {
        return namespaces().stream()
                .sorted()
                .flatMap(namespace ->
                        client
                                .pods()
                                .inNamespace(namespace)
                                .withLabel(Labels.NAME, Labels.ROUTER)
                                .list()
                                .getItems()
                                .stream())
                .filter(pod -> Readiness.getInstance().isReady(pod))
                .map(this::address)
                .toList();
    }

    private Set<String> namespaces() {
        return config.routerNamespaces()
                .filter(named -> !named.isEmpty())
                .orElseGet(() -> Set.of(
                        client.getNamespace() == null ? DeploymentName.DEFAULT_NAMESPACE : client.getNamespace()));
    }

    private URI address(Pod pod) {
        String ip = pod.getStatus().getPodIP();
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        return URI.create("http://" + host + ":" + config.routerAdminPort());
    }
}
