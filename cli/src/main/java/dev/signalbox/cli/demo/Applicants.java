package dev.signalbox.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.RouterClient;
import dev.signalbox.cli.UserError;
import dev.signalbox.cli.load.RequestBodies;
import dev.signalbox.cli.load.TensorSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * People who ask for loans, and how each loan turned out: as they were when the model was trained, and in another year, in which they
 * are six years younger, ask for 1.4 times as much, and short loans fail where long ones are paid back.
 */
final class Applicants {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final DeploymentName name;
    private final List<String> routers;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Applicant> asTheyWere;
    private final List<Applicant> inAnotherYear;

    /** One of them: the request, and what was right in the end. */
    private record Applicant(String request, int approved) {}

    /** What an applicant was told, and whether that was right. */
    record Answer(String version, boolean right) {}

    Applicants(DeploymentName name, List<String> routers, Path example) throws IOException, InterruptedException {
        this.name = name;
        this.routers = routers;
        List<TensorSpec> inputs = new RouterClient(routers.get(0)).inputs(name);
        this.asTheyWere = read(example.resolve("german-credit.csv"), inputs);
        this.inAnotherYear = read(example.resolve("another-year.csv"), inputs);
    }

    private static List<Applicant> read(Path csv, List<TensorSpec> inputs) throws IOException {
        List<byte[]> bodies = RequestBodies.ofCsv(csv, inputs);
        List<String> labels = RequestBodies.column(csv, "approved");
        return IntStream.range(0, bodies.size())
                .mapToObj(i -> new Applicant(
                        new String(bodies.get(i), StandardCharsets.UTF_8), Integer.parseInt(labels.get(i))))
                .toList();
    }

    /** The next one as they were asks, and later it is known how the loan turned out. */
    Answer ask(int applicant) throws IOException, InterruptedException {
        return ask(asTheyWere, applicant, "before-");
    }

    /** The next one of another year does. */
    Answer askInAnotherYear(int applicant) throws IOException, InterruptedException {
        return ask(inAnotherYear, applicant, "later-");
    }

    private Answer ask(List<Applicant> all, int number, String prefix) throws IOException, InterruptedException {
        Applicant applicant = all.get(number % all.size());
        String router = routers.get(number % routers.size()) + RouterClient.path(name);
        String id = prefix + number;
        HttpResponse<byte[]> answer = post(router + "/infer", applicant.request(), Map.of("X-Request-Id", id));
        if (answer.statusCode() != 200) {
            throw new UserError("an applicant got " + answer.statusCode());
        }
        ObjectNode label = Json.JSON.createObjectNode();
        label.put("requestId", id).put("kind", "label").put("value", applicant.approved());
        HttpResponse<byte[]> taken = post(router + "/feedback", Json.JSON.writeValueAsString(label), Map.of());
        if (taken.statusCode() != 202) {
            throw new UserError("feedback got " + taken.statusCode());
        }
        return new Answer(
                answer.headers().firstValue("Signalbox-Version").orElse(""),
                approved(answer.body()) == applicant.approved());
    }

    private static int approved(byte[] answer) throws IOException {
        for (JsonNode output : Json.JSON.readTree(answer).path("outputs")) {
            if (output.path("name").asText().equals("approved")) {
                return output.path("data").path(0).asInt(-1);
            }
        }
        return -1;
    }

    private HttpResponse<byte[]> post(String url, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }
}
