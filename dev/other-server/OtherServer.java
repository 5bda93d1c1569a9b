import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A model server that is not ours, for {@code dev/e2e}: the least of the Open Inference Protocol v2 that any server speaks, on
 * the JDK alone. It knows nothing of Signalbox: no telemetry, no profiles, no headers of ours. Stands for Triton, MLServer and the like.
 *
 * <p>Arguments: the port, the name of its model, and how many of 100 inferences it fails.
 */
public final class OtherServer {
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*(\"[^\"]*\")");

    private final String model;
    private final int failing;
    private int asked;

    private OtherServer(String model, int failing) {
        this.model = model;
        this.failing = failing;
    }

    public static void main(String[] arguments) throws IOException {
        OtherServer other = new OtherServer(arguments[1], Integer.parseInt(arguments[2]));
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(arguments[0])), 128);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        AtomicBoolean ending = new AtomicBoolean();
        server.createContext("/", exchange -> other.handle(exchange, ending));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            ending.set(true);
            server.stop(10);
        }));
        server.start();
    }

    private void handle(HttpExchange exchange, AtomicBoolean ending) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/v2/health/live")) {
            answer(exchange, 200, "{\"live\":true}");
        } else if (path.equals("/v2/health/ready") || path.equals("/v2/models/" + model + "/ready")) {
            answer(exchange, ending.get() ? 503 : 200, "{\"ready\":" + !ending.get() + "}");
        } else if (path.equals("/v2/models/" + model)) {
            answer(
                    exchange,
                    200,
                    "{\"name\":\"" + model + "\",\"versions\":[\"1\"],\"platform\":\"other\",\"inputs\":[],\"outputs\":"
                            + "[{\"name\":\"score\",\"datatype\":\"FP32\",\"shape\":[1]}]}");
        } else if (path.equals("/v2/models/" + model + "/infer") && fails()) {
            answer(exchange, 500, "{\"error\":\"the model fell over\"}");
        } else if (path.equals("/v2/models/" + model + "/infer")) {
            Matcher id = ID.matcher(body);
            answer(
                    exchange,
                    200,
                    "{\"model_name\":\"" + model + "\"," + (id.find() ? "\"id\":" + id.group(1) + "," : "")
                            + "\"outputs\":[{\"name\":\"score\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.5]}]}");
        } else {
            answer(exchange, 404, "{\"error\":\"not found\"}");
        }
    }

    private synchronized boolean fails() {
        return asked++ % 100 < failing;
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }
}
