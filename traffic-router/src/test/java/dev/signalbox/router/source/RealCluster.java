package dev.signalbox.router.source;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The API server that {@code SIGNALBOX_TEST_KUBECONFIG} names. Without one the tests are skipped, and one line says so; in CI they fail. */
final class RealCluster implements ExecutionCondition {
    private static final String KUBECONFIG = "SIGNALBOX_TEST_KUBECONFIG";

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (set(KUBECONFIG) || set("CI")) {
            return ConditionEvaluationResult.enabled("a real API server is named, or has to be");
        }
        String why = "SKIPPED: " + context.getDisplayName() + " needs a real Kubernetes API: set " + KUBECONFIG
                + " to a kubeconfig";
        if (context.getTestMethod().isEmpty()) {
            System.out.println(why);
        }
        return ConditionEvaluationResult.disabled(why);
    }

    static Config config() {
        if (!set(KUBECONFIG)) {
            throw new IllegalStateException(KUBECONFIG + " must name a kubeconfig in CI");
        }
        return Config.fromKubeconfig(new File(System.getenv(KUBECONFIG)));
    }

    /** A client, with the CRD of this checkout in force. */
    static KubernetesClient connect() {
        KubernetesClient client = new KubernetesClientBuilder().withConfig(config()).build();
        var crds = client.apiextensions().v1().customResourceDefinitions();
        var crd = crds.load(new File("../k8s/crds/modelroutes.yaml")).item();
        client.resource(crd).forceConflicts().fieldManager("signalbox-test").serverSideApply();
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> client.genericKubernetesResources(
                                KubernetesRoutes.MODEL_ROUTES)
                        .list()
                != null);
        return client;
    }

    private static boolean set(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isBlank();
    }
}
