package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.resource.ModelRoute;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A real API server for tests, with the CRDs of this checkout: the one that {@code SIGNALBOX_TEST_KUBECONFIG} names, or one
 * started from the programs in {@code KUBEBUILDER_ASSETS}. Without either, the tests are skipped, and one line says so.
 */
public final class TestCluster implements BeforeAllCallback, ExecutionCondition {
    private static final String KUBECONFIG = "SIGNALBOX_TEST_KUBECONFIG";
    private static final String ASSETS = "KUBEBUILDER_ASSETS";
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(TestCluster.class);

    private Connected connected;

    /** The client of the whole test run, and whether controllers make pods of Deployments there. */
    private record Connected(KubernetesClient client, Path kubeconfig, boolean controllers, Closeable server)
            implements AutoCloseable {
        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    public KubernetesClient client() {
        return connected.client();
    }

    /** What kubectl needs to reach it. */
    Path kubeconfig() {
        return connected.kubeconfig();
    }

    public boolean controllers() {
        return connected.controllers();
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (set(KUBECONFIG) || set(ASSETS)) {
            return ConditionEvaluationResult.enabled("a real API server is named");
        }
        String why = "SKIPPED: " + context.getDisplayName() + " needs a real Kubernetes API: set " + KUBECONFIG
                + " to a kubeconfig or " + ASSETS + " to a folder with etcd and kube-apiserver";
        if (context.getTestMethod().isEmpty()) {
            System.out.println(why);
        }
        return ConditionEvaluationResult.disabled(why);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        connected = context.getRoot().getStore(SPACE).computeIfAbsent("cluster", key -> connect(), Connected.class);
    }

    private static Connected connect() {
        try {
            boolean given = set(KUBECONFIG);
            ApiServer server = given ? null : ApiServer.start(Path.of(System.getenv(ASSETS)));
            Config config = given ? Config.fromKubeconfig(new File(System.getenv(KUBECONFIG))) : server.config();
            KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build();
            install(client);
            Path kubeconfig = given ? Path.of(System.getenv(KUBECONFIG)).toAbsolutePath() : server.kubeconfig();
            return new Connected(client, kubeconfig, given, given ? () -> {} : server);
        } catch (IOException e) {
            throw new IllegalStateException("no API server to test with", e);
        }
    }

    private static void install(KubernetesClient client) {
        for (String plural : new String[] {"modeldeployments", "modelroutes"}) {
            var crds = client.apiextensions().v1().customResourceDefinitions();
            var crd = crds.load(new File("../k8s/crds/" + plural + ".yaml")).item();
            client.resource(crd).forceConflicts().fieldManager("signalbox-test").serverSideApply();
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> client.resources(ModelDeployment.class).list() != null
                        && client.resources(ModelRoute.class).list() != null);
    }

    private static boolean set(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isBlank();
    }
}
