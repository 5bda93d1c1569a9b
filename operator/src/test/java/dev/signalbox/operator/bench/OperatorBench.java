package dev.signalbox.operator.bench;

import dev.signalbox.operator.resource.ModelDeployment;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operator as it is packaged, with 512 MiB of heap, on a real API server whose controllers make the pods and where no node
 * runs them: pods are played. Prints what it costs to have 10, 100 and 1,000 deployments.
 */
public final class OperatorBench {
    private static final String NAMESPACE = "signalbox-bench";
    private static final List<Integer> SIZES = List.of(10, 100, 1_000);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final KubernetesClient client;
    private final int metricsPort;
    private final Duration quiet;
    private final HttpClient http = HttpClient.newHttpClient();

    private OperatorBench(KubernetesClient client, int metricsPort, Duration quiet) {
        this.client = client;
        this.metricsPort = metricsPort;
        this.quiet = quiet;
    }

    /** One size's figures. */
    private record Row(
            int deployments,
            double liveSeconds,
            double p99Millis,
            double maxMillis,
            double heapMib,
            double idle,
            double wave) {}

    /** Runs it; the arguments are the seconds of quiet at each size, and the largest size. */
    public static void main(String[] args) throws Exception {
        Duration quiet = Duration.ofSeconds(args.length > 0 ? Integer.parseInt(args[0]) : 20);
        int largest = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        String kubeconfig = System.getenv("SIGNALBOX_TEST_KUBECONFIG");
        if (kubeconfig == null) {
            throw new IllegalStateException("SIGNALBOX_TEST_KUBECONFIG must name a kubeconfig of a test cluster");
        }
        Config config = new ConfigBuilder(Config.fromKubeconfig(new File(kubeconfig)))
                .withMaxConcurrentRequests(64)
                .withMaxConcurrentRequestsPerHost(64)
                .build();
        int port = freePort();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(config).build()) {
            OperatorBench bench = new OperatorBench(client, port, quiet);
            bench.clear();
            client.namespaces()
                    .resource(new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                            .withNewMetadata()
                            .withName(NAMESPACE)
                            .endMetadata()
                            .build())
                    .createOr(NonDeletingOperation::update);
            Process operator = bench.operator(kubeconfig);
            try (ExecutorService players = Executors.newFixedThreadPool(8);
                    SharedIndexInformer<Pod> pods = bench.play(players)) {
                bench.run(largest);
                pods.stop();
                players.shutdownNow();
            } finally {
                operator.destroy();
                operator.waitFor(20, TimeUnit.SECONDS);
                bench.clear();
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private Process operator(String kubeconfig) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-jar",
                "target/quarkus-app/quarkus-run.jar");
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG",
                        kubeconfig,
                        "QUARKUS_HTTP_HOST",
                        "127.0.0.1",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(metricsPort),
                        "SIGNALBOX_OPERATOR_KUBERNETES_NAMESPACES",
                        NAMESPACE,
                        "SIGNALBOX_OPERATOR_KUBERNETES_ROUTER_NAMESPACES",
                        NAMESPACE));
        return builder.redirectErrorStream(true)
                .redirectOutput(new File("target/operator-bench.log"))
                .start();
    }

    /* What a node would say: a pod is ready as soon as it is seen. */
    private SharedIndexInformer<Pod> play(ExecutorService players) {
        return client.pods().inNamespace(NAMESPACE).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                players.execute(() -> ready(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                // Said already.
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                // Gone.
            }
        });
    }

    private void ready(Pod pod) {
        String now = Instant.now().toString();
        Pod said = new PodBuilder(pod)
                // The scheduler writes to it at the same time.
                .editMetadata()
                .withResourceVersion(null)
                .endMetadata()
                .withStatus(new PodStatusBuilder(pod.getStatus())
                        .withPhase("Running")
                        .withConditions(List.of())
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .withLastTransitionTime(now)
                        .endCondition()
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("model-server")
                                .withImage("played")
                                .withImageID("played")
                                .withReady(true)
                                .withRestartCount(0)
                                .withNewState()
                                .withNewRunning(now)
                                .endState()
                                .build())
                        .build())
                .build();
        try {
            client.resource(said).patchStatus();
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    private void run(int largest) throws InterruptedException {
        await(() -> !metrics().isEmpty());
        System.out.println(
                "deployments  live s  wave s (10 %)  reconcile p99 ms  max ms  heap MiB  reconciles while quiet");
        List<Row> rows = new ArrayList<>();
        int made = 0;
        for (int size : SIZES) {
            if (size <= largest) {
                rows.add(measure(made, size));
                print(rows.getLast());
                made = size;
            }
        }
        compare(rows.getFirst(), rows.getLast());
    }

    private Row measure(int from, int size) throws InterruptedException {
        long begun = System.nanoTime();
        for (int i = from; i < size; i++) {
            apply(i, "1");
        }
        await(() -> settled("1") == size);
        double live = seconds(begun);
        double before = count();
        TimeUnit.MILLISECONDS.sleep(quiet.toMillis());
        double idle = count() - before;
        begun = System.nanoTime();
        int changed = Math.max(1, size / 10);
        for (int i = 0; i < changed; i++) {
            apply(i, "2-" + size);
        }
        await(() -> settled("2-" + size) == changed);
        double wave = seconds(begun);
        String metrics = metrics();
        for (int i = 0; i < changed; i++) {
            apply(i, "1");
        }
        await(() -> settled("1") == size);
        return new Row(
                size,
                live,
                1_000 * value(metrics, "signalbox_operator_reconcile_seconds{quantile=\"0.99\"}"),
                1_000 * value(metrics, "signalbox_operator_reconcile_seconds_max"),
                sum(metrics, "jvm_memory_used_bytes\\{area=\"heap\"[^}]*}") / 1_048_576,
                idle,
                wave);
    }

    private void apply(int number, String version) {
        ModelDeployment resource = new ModelDeployment();
        resource.setMetadata(new ObjectMetaBuilder()
                .withName("bench-" + number)
                .withNamespace(NAMESPACE)
                .build());
        resource.setSpec(new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model(version, "s3://models/" + version, null),
                null,
                new ModelDeploymentSpec.Rollout("Immediate", null, null, null),
                null,
                null));
        client.resource(resource).fieldManager("bench").forceConflicts().serverSideApply();
    }

    private long settled(String version) {
        return client.resources(ModelDeployment.class).inNamespace(NAMESPACE).list().getItems().stream()
                .map(ModelDeployment::getStatus)
                .filter(s -> s != null && "Stable".equals(s.phase()) && s.stable() != null)
                .filter(s -> version.equals(s.stable().version()))
                .count();
    }

    private double count() {
        return value(metrics(), "signalbox_operator_reconcile_seconds_count");
    }

    private String metrics() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/q/metrics"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException notYet) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    private static double value(String metrics, String name) {
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double sum(String metrics, String pattern) {
        Matcher lines = Pattern.compile("(?m)^" + pattern + " (\\S+)$").matcher(metrics);
        double sum = 0;
        while (lines.find()) {
            sum += Double.parseDouble(lines.group(1));
        }
        return sum;
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > limit) {
                throw new IllegalStateException("not within " + PATIENCE + "; see operator/target/operator-bench.log");
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static void print(Row row) {
        System.out.printf(
                Locale.ROOT,
                "%11d  %6.1f  %13.1f  %16.1f  %6.1f  %8.0f  %22.0f%n",
                row.deployments(),
                row.liveSeconds(),
                row.wave(),
                row.p99Millis(),
                row.maxMillis(),
                row.heapMib(),
                row.idle());
    }

    private static void compare(Row first, Row last) {
        System.out.printf(
                Locale.ROOT,
                "%d times the deployments: p99 x %.1f, heap x %.1f%n",
                last.deployments() / first.deployments(),
                last.p99Millis() / first.p99Millis(),
                last.heapMib() / first.heapMib());
    }

    private void clear() throws InterruptedException {
        try {
            var all = client.resources(ModelDeployment.class).inNamespace(NAMESPACE);
            for (ModelDeployment left : all.list().getItems()) {
                all.withName(left.getMetadata().getName()).edit(resource -> {
                    resource.getMetadata().setFinalizers(List.of());
                    return resource;
                });
            }
            all.delete();
            client.namespaces().withName(NAMESPACE).delete();
            await(() -> client.namespaces().withName(NAMESPACE).get() == null);
        } catch (KubernetesClientException e) {
            throw new UncheckedIOException(new IOException("the test cluster cannot be cleared", e));
        }
    }
}
