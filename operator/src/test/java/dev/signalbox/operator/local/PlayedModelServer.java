package dev.signalbox.operator.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.Executors;

/**
 * A process that plays a model server: it is told what to serve as the real one is, and by {@code play.properties} in the model
 * folder how to behave. {@code slow=<ms>} makes it slow to be ready, {@code never=true} never ready, {@code stubborn=true} deaf to
 * SIGTERM, {@code talkative=<bytes>} writes so much to its output, and a folder without the file cannot be loaded.
 */
public final class PlayedModelServer {
    private static final int CANNOT_LOAD = 3;
    private static final int CRASHED = 7;

    private PlayedModelServer() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Properties play = play(environment("SIGNALBOX_MODEL_URI").replaceFirst("^file:(//)?", ""));
        System.out.println("playing " + environment("SIGNALBOX_INSTANCE"));
        System.out.print("x".repeat(number(play, "talkative")));
        if (number(play, "crash") > 0) {
            System.exit(CRASHED);
        }
        long readyAt = System.nanoTime() + number(play, "slow") * 1_000_000L;
        boolean never = Boolean.parseBoolean(play.getProperty("never"));
        HttpServer http = HttpServer.create(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(environment("QUARKUS_HTTP_PORT"))),
                64);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/v2/health/ready", e -> answer(e, never || System.nanoTime() < readyAt ? 503 : 200, ""));
        http.createContext("/crash", e -> Runtime.getRuntime().halt(CRASHED));
        http.createContext("/v2/models/", PlayedModelServer::model);
        http.createContext("/environment", e -> answer(e, 200, System.getenv().toString()));
        if (Boolean.parseBoolean(play.getProperty("stubborn"))) {
            Runtime.getRuntime().addShutdownHook(new Thread(PlayedModelServer::waitForEver));
        }
        http.start();
    }

    private static void model(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                200,
                exchange.getRequestURI().getPath().endsWith("/infer")
                        ? "{\"outputs\":[{\"name\":\"y\",\"datatype\":\"FP32\",\"shape\":[1],\"data\":[0.5]}]}"
                        : "{\"inputs\":[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[-1,2]}]}");
    }

    private static Properties play(String folder) throws IOException {
        Properties play = new Properties();
        try (InputStream in =
                new FileInputStream(Path.of(folder, "play.properties").toFile())) {
            play.load(in);
        } catch (IOException missing) {
            String why = "model folder " + folder + " cannot be loaded: no play.properties";
            Files.writeString(Path.of(environment("SIGNALBOX_TERMINATION_LOG")), why);
            System.exit(CANNOT_LOAD);
        }
        return play;
    }

    private static int number(Properties play, String name) {
        return Integer.parseInt(play.getProperty(name, "0"));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void waitForEver() {
        try {
            Thread.currentThread().join();
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private static String environment(String name) {
        String value = System.getenv(name);
        if (value == null) {
            throw new IllegalStateException(name + " is not set");
        }
        return value;
    }
}
