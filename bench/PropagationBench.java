import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Measures the time from the writing of a route to the moment at which every router sends by it and has acknowledged it, with
 * routes in a file or as ModelRoutes in a cluster.
 */
public final class PropagationBench {
    private static final int ROUTERS = 3;
    private static final String ROUTES = "/apis/signalbox.dev/v1alpha1/namespaces/default/modelroutes";

    private final Stage stage;
    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final SplittableRandom chance = new SplittableRandom(7);
    private final int one;
    private final int two;

    private PropagationBench(Stage stage) throws IOException {
        this.stage = stage;
        this.one = Stage.freePort();
        this.two = Stage.freePort();
        stage.nginx("0,1", "servers", RouterConfigs.servers(one, two));
    }

    /** Where routes are written. */
    private interface Writer {
        void write(int model, long revision, boolean toTwo) throws Exception;
    }

    private record Router(Process process, int port, int admin) {}

    /** Arguments: the number of changes that are measured, "file" or a kubeconfig, and how many routes there are. */
    public static void main(String[] args) throws Exception {
        int changes = args.length > 0 ? Integer.parseInt(args[0]) : 200;
        String kubeconfig = args.length > 1 ? args[1] : "file";
        int[] counts = args.length > 2 ? new int[] {Integer.parseInt(args[2])} : new int[] {1, 1_000};
        try (Stage stage = new Stage("propagation-bench")) {
            PropagationBench bench = new PropagationBench(stage);
            Distribution.header("from writing one route to all of " + ROUTERS + " routers");
            for (int routes : counts) {
                if (kubeconfig.equals("file")) {
                    bench.inFile(routes, changes);
                } else {
                    bench.inCluster(kubeconfig, routes, changes);
                }
            }
        }
    }

    private void inFile(int routes, int changes) throws Exception {
        Path file = stage.folder().resolve("routes-" + routes + ".json");
        String[] all = new String[routes];
        for (int model = 0; model < routes; model++) {
            all[model] = spec(model, 1, false);
        }
        Writer writer = (model, revision, toTwo) -> {
            all[model] = spec(model, revision, toTwo);
            Stage.write(file, "{\"v\":1,\"routes\":[" + String.join(",", all) + "]}");
        };
        writer.write(0, 1, false);
        measure("file", routes, changes, writer, List.of("-Dsignalbox.router.routes=file:" + file));
    }

    private void inCluster(String kubeconfig, int routes, int changes) throws Exception {
        int proxy = Stage.freePort();
        List<String> kubectl = List.of("kubectl", "--kubeconfig=" + kubeconfig);
        stage.run("0,1", "crd", with(kubectl, "apply", "-f", "k8s/crds/modelroutes.yaml"));
        stage.run("0,1", "gone", with(kubectl, "delete", "modelroutes", "--all", "-n", "default"));
        StringBuilder list = new StringBuilder("{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[");
        for (int model = 0; model < routes; model++) {
            list.append(model == 0 ? "" : ",")
                    .append("{\"apiVersion\":\"signalbox.dev/v1alpha1\",\"kind\":\"ModelRoute\",\"metadata\":{\"name\":\"m")
                    .append(model)
                    .append("\",\"namespace\":\"default\"},\"spec\":")
                    .append(spec(model, 1, false))
                    .append('}');
        }
        Path file = stage.folder().resolve("modelroutes.json");
        Files.writeString(file, list.append("]}"));
        stage.run("0,1", "create", with(kubectl, "create", "-f", file.toString()));
        stage.start("0,1", "kubectl-proxy", with(kubectl, "proxy", "--port=" + proxy));
        stage.awaitAnswer(proxy, ROUTES + "/m0");
        Writer writer = (model, revision, toTwo) -> {
            HttpRequest change = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy + ROUTES + "/m" + model))
                    .header("Content-Type", "application/merge-patch+json")
                    .method(
                            "PATCH",
                            HttpRequest.BodyPublishers.ofString(
                                    "{\"spec\":" + spec(model, revision, toTwo) + "}"))
                    .build();
            HttpResponse<String> answer = http.send(change, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException("the API server answered " + answer.body());
            }
        };
        List<String> settings = List.of(
                "-Dsignalbox.router.routes=kubernetes",
                "-Dsignalbox.router.namespace=default",
                "-Dquarkus.kubernetes-client.trust-certs=true",
                "-Dkubeconfig=" + kubeconfig);
        measure("ModelRoute", routes, changes, writer, settings);
    }

    private void measure(String how, int routes, int changes, Writer writer, List<String> settings) throws Exception {
        List<Router> routers = new ArrayList<>();
        for (int i = 0; i < ROUTERS; i++) {
            int port = Stage.freePort();
            int admin = Stage.freePort();
            String name = "router-" + how + "-" + routes + "-" + i;
            routers.add(new Router(stage.router("0,1", name, port, admin, with(settings, "-XX:TieredStopAtLevel=1")), port, admin));
        }
        for (Router router : routers) {
            stage.awaitAnswer(router.port(), path(routes - 1));
        }
        long[] revisions = new long[routes];
        Arrays.fill(revisions, 1);
        Distribution sent = new Distribution(how + ", " + routes + " routes: sent by it");
        Distribution acknowledged = new Distribution(how + ", " + routes + " routes: acknowledged");
        /* The first changes find cold code. */
        for (int change = -20; change < changes; change++) {
            int model = chance.nextInt(routes);
            long revision = ++revisions[model];
            boolean toTwo = revision % 2 == 0;
            TimeUnit.MICROSECONDS.sleep(chance.nextInt(30_000));
            long start = System.nanoTime();
            writer.write(model, revision, toTwo);
            for (Router router : routers) {
                await(start, () -> version(router, model).equals(toTwo ? "2" : "1"));
            }
            double applied = (System.nanoTime() - start) / 1e6;
            for (Router router : routers) {
                await(start, () -> revision(router, model) == revision);
            }
            if (change >= 0) {
                sent.add(applied);
                acknowledged.add((System.nanoTime() - start) / 1e6);
            }
        }
        sent.print();
        acknowledged.print();
        for (Router router : routers) {
            router.process().destroy();
            router.process().waitFor();
        }
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(long start, Condition condition) throws Exception {
        while (!condition.holds()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(30)) {
                throw new IllegalStateException("a change has not arrived after 30 seconds");
            }
            TimeUnit.MICROSECONDS.sleep(500);
        }
    }

    private String version(Router router, int model) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + router.port() + path(model));
        HttpResponse<Void> answer = http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
        return answer.headers().firstValue("Signalbox-Version").orElse("");
    }

    private long revision(Router router, int model) {
        String report = stage.get(router.admin(), "/routes").orElse("");
        int at = report.indexOf("\"default/m" + model + "\"");
        int from = report.indexOf("\"revision\":", at) + "\"revision\":".length();
        int to = from;
        while (at >= 0 && to < report.length() && Character.isDigit(report.charAt(to))) {
            to++;
        }
        return at < 0 || to == from ? -1 : Long.parseLong(report.substring(from, to));
    }

    private static String path(int model) {
        return "/v2/models/m" + model + "/infer";
    }

    private String spec(int model, long revision, boolean toTwo) {
        return """
                {"deployment":"default/m%d","revision":%d,"timeoutMillis":2000,"failover":true,"backends":[\
                {"version":"1","role":"Stable","weight":%d,"endpoints":["127.0.0.1:%d"]},\
                {"version":"2","role":"Candidate","weight":%d,"endpoints":["127.0.0.1:%d"]}]}\
                """.formatted(model, revision, toTwo ? 0 : 10_000, one, toTwo ? 10_000 : 0, two);
    }

    private static List<String> with(List<String> some, String... more) {
        List<String> all = new ArrayList<>(some);
        all.addAll(List.of(more));
        return all;
    }
}
