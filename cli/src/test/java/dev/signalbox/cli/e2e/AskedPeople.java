package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.review.TicketReason;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.RouterClient;
import dev.signalbox.cli.load.RequestBodies;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Requests that people are to decide on, through the router and, where no model of the examples takes them, as a router puts them. */
final class AskedPeople {
    private final LiveMesh mesh;
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable List<byte[]> bodies;

    AskedPeople(LiveMesh mesh) {
        this.mesh = mesh;
    }

    /** Serves version 1 of the example, with one of its inputs masked and people who decide on everything. */
    void serve(DeploymentName name) throws Exception {
        Path model = Files.createDirectories(Path.of("target", "e2e", "masked").toAbsolutePath());
        Path example = LiveMesh.EXAMPLE.resolve("1");
        for (String file : List.of("model.pt", "baseline.json")) {
            Files.write(model.resolve(file), Files.readAllBytes(example.resolve(file)));
        }
        JsonNode signature =
                Json.JSON.readTree(example.resolve("signature.json").toFile());
        for (JsonNode input : signature.path("inputs")) {
            if (input.path("name").asText().equals("personal")) {
                ((ObjectNode) input).put("masked", true);
            }
        }
        Files.write(model.resolve("signature.json"), Json.JSON.writeValueAsBytes(signature));
        mesh.apply("""
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model: {version: "1", uri: "file:%s"}
                  automation: {degree: HumanOnly}
                """.formatted(name.name(), model));
        mesh.awaitPhase(name, "1", "Stable");
        URI baseline = monitor("/v1/deployments/" + name + "/versions/1/baseline");
        await().atMost(LiveMesh.PATIENCE)
                .until(() -> send(HttpRequest.newBuilder(baseline).build()).statusCode() == 200);
        bodies = RequestBodies.ofCsv(
                LiveMesh.EXAMPLE.resolve("german-credit.csv"),
                new RouterClient(mesh.state().ports().routerUrls().get(0)).inputs(name));
    }

    /** An applicant of the example asks, and is told that people will decide. */
    void request(DeploymentName name, String id, int applicant) throws Exception {
        String router = mesh.state().ports().routerUrls().get(0);
        assertThat(ask(router, name, id, applicant)).isEqualTo(202);
    }

    /** An applicant of the example asks a certain router; its status. */
    int ask(String router, DeploymentName name, String id, int applicant) throws IOException, InterruptedException {
        assertThat(bodies).isNotNull();
        return ask(router, name, id, bodies.get(applicant % bodies.size()));
    }

    private int ask(String router, DeploymentName name, String id, byte[] body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(router + RouterClient.path(name) + "/infer"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("X-Request-Id", id)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return send(request).statusCode();
    }

    /** The same, who wants an unheard-of amount. */
    void unusual(DeploymentName name, String id, int applicant) throws Exception {
        assertThat(bodies).isNotNull();
        JsonNode body = Json.JSON.readTree(bodies.get(applicant));
        for (JsonNode input : body.path("inputs")) {
            if (input.path("name").asText().equals("amount")) {
                ((ObjectNode) input).putArray("data").add(987_654);
            }
        }
        String router = mesh.state().ports().routerUrls().get(0);
        assertThat(ask(router, name, id, Json.JSON.writeValueAsBytes(body))).isEqualTo(202);
    }

    /** What the application hears of it. */
    JsonNode decision(DeploymentName name, String id) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(router(RouterClient.path(name) + "/decisions/" + id))
                .build());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.JSON.readTree(answer.body());
    }

    /** What was done with it, and by whom, oldest first. */
    List<String> acts(DeploymentName name, String id) throws Exception {
        List<String> acts = new ArrayList<>();
        Json.JSON
                .readTree(send(HttpRequest.newBuilder(monitor("/v1/reviews/" + name + "/" + id + "/audit"))
                                .build())
                        .body())
                .forEach(act -> acts.add(
                        act.path("action").asText() + " " + act.path("who").asText()));
        return acts;
    }

    /** Somebody decides otherwise than on the page. */
    void decide(DeploymentName name, String id, String reviewer, int value) throws Exception {
        HttpResponse<String> answer =
                post("/v1/reviews/" + name + "/" + id + "/decide", Map.of("reviewer", reviewer, "decision", value));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** A request with a picture and a passport's number, which is masked. */
    void photo(String deployment, String id, String passport) throws Exception {
        put(deployment, id, Map.of("photo", Base64.getEncoder().encodeToString(picture()), "passport", passport));
    }

    /** A request with a text. */
    void text(String deployment, String id, String remark) throws Exception {
        put(deployment, id, Map.of("remark", remark));
    }

    private void put(String deployment, String id, Map<String, String> inputs) throws Exception {
        List<Map<String, Object>> tensors = new ArrayList<>();
        inputs.forEach((name, value) ->
                tensors.add(Map.of("name", name, "datatype", "BYTES", "shape", List.of(1), "data", List.of(value))));
        String asked = Json.JSON.writeValueAsString(Map.of("inputs", tensors));
        HttpResponse<String> answer = post(
                "/v1/tickets",
                new TicketRequest(
                        TicketRequest.VERSION,
                        DeploymentName.parse(deployment),
                        id,
                        new ModelVersion("1"),
                        TicketReason.LowConfidence,
                        Instant.now(),
                        0.2,
                        "1",
                        TicketRequest.Content.of("application/json", asked.getBytes(StandardCharsets.UTF_8), null),
                        null,
                        List.of("passport"),
                        null));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }

    private HttpResponse<String> post(String path, Object body) throws Exception {
        return send(HttpRequest.newBuilder(monitor(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.JSON.writeValueAsBytes(body)))
                .build());
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private URI router(String path) {
        return URI.create(mesh.state().ports().routerUrls().get(0) + path);
    }

    private URI monitor(String path) {
        return URI.create(mesh.state().ports().monitorUrl() + path);
    }

    /* A signal at dusk, 320 by 200. */
    private static byte[] picture() throws IOException {
        BufferedImage image = new BufferedImage(320, 200, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setPaint(new GradientPaint(0, 0, new Color(24, 48, 96), 0, 200, new Color(236, 150, 90)));
        pen.fillRect(0, 0, 320, 200);
        pen.setColor(new Color(30, 30, 34));
        pen.fillRect(0, 170, 320, 30);
        pen.fillRect(156, 60, 8, 112);
        pen.fillRoundRect(138, 24, 44, 84, 20, 20);
        pen.setColor(new Color(220, 50, 40));
        pen.fillOval(148, 34, 24, 24);
        pen.setColor(new Color(60, 70, 60));
        pen.fillOval(148, 72, 24, 24);
        pen.setStroke(new BasicStroke(3));
        pen.setColor(new Color(150, 150, 155));
        pen.drawLine(0, 184, 320, 184);
        pen.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }
}
