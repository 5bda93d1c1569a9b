package dev.signalbox.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.Json;
import dev.signalbox.cli.RouterClient;
import dev.signalbox.cli.UserError;
import dev.signalbox.cli.load.RequestBodies;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshState;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.Manifest;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;

/**
 * Plays a screening model on a mesh that is up: it decides the easy cases and passes the hard ones to people. The reviewers are simulated:
 * they know how each loan turned out, and decide so.
 */
public final class PeopleDemo {
    private static final DeploymentName NAME = DeploymentName.parse("loan-approval");
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int APPLICANTS = 200;
    private static final List<String> REVIEWERS = List.of("simulated Ada", "simulated Grace");

    private final Path example;
    private final MeshState mesh;
    private final DeploymentFolder deployments;
    private final Story story;
    private final HttpClient http = HttpClient.newHttpClient();

    public PeopleDemo(Path example, Mesh mesh, Story story) {
        this.example = example;
        this.mesh = mesh.required();
        this.deployments = new DeploymentFolder(mesh.folder());
        this.story = story;
    }

    /** What became of the applicants. */
    private static final class Shares {
        private int automatic;
        private int automaticRight;
        private int reviewed;
        private int modelRight;
        private final Map<String, String> truths = new LinkedHashMap<>();
    }

    /** Plays all of it; true if every applicant got a decision. */
    public boolean play() throws IOException, InterruptedException {
        story.chapter("Version 1 screens: sure enough, it decides; else people do");
        deployments.apply(Manifest.read(example.resolve("demo/people.yaml"), NAME.namespace())
                .get(0));
        awaitServing();
        story.tell("It serves with degree Partial: sure by 0.75 it grants, sure by 0.85 it denies");
        RouterClient router = new RouterClient(mesh.ports().routerUrls().get(0));
        List<byte[]> bodies = RequestBodies.ofCsv(example.resolve("german-credit.csv"), router.inputs(NAME));
        List<String> truths = truths();
        Shares shares = new Shares();
        for (int applicant = 0; applicant < APPLICANTS; applicant++) {
            ask(router, bodies.get(applicant), truths.get(applicant), shares);
        }
        story.tell(APPLICANTS + " applicants asked: " + shares.automatic + " were decided on at once, "
                + shares.truths.size() + " got a ticket (202)");
        review(shares);
        return summary(shares);
    }

    private void awaitServing() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!deployments
                .find(NAME)
                .map(object -> object.at("/status/phase").asText().equals("Stable"))
                .orElse(false)) {
            if (System.nanoTime() - end > 0) {
                throw new UserError("version 1 did not go live within " + PATIENCE.toSeconds() + " s");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private List<String> truths() throws IOException {
        List<String> truths = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(example.resolve("german-credit.csv"));
                CSVParser rows = CSVParser.parse(reader, format)) {
            rows.forEach(row -> truths.add(row.get("approved")));
        }
        return truths;
    }

    private static void ask(RouterClient router, byte[] body, String truth, Shares shares)
            throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = router.infer(NAME, body);
        JsonNode said = Json.JSON.readTree(answer.body());
        switch (answer.statusCode()) {
            case 200 -> {
                shares.automatic++;
                shares.automaticRight += approved(said.path("outputs")).equals(truth) ? 1 : 0;
            }
            case 202 -> shares.truths.put(said.path("requestId").asText(), truth);
            default -> throw new UserError("an applicant got " + answer.statusCode() + ": " + said);
        }
    }

    private static String approved(JsonNode outputs) {
        for (JsonNode output : outputs) {
            if (output.path("name").asText().equals("approved")) {
                return output.path("data").path(0).asText();
            }
        }
        return "";
    }

    /* Each takes the next one, as people do, until nothing waits. */
    private void review(Shares shares) throws IOException, InterruptedException {
        boolean some = true;
        while (some) {
            some = false;
            for (String reviewer : REVIEWERS) {
                JsonNode ticket = say("/v1/reviews/next", Map.of("reviewer", reviewer));
                if (ticket.isObject()) {
                    some = true;
                    decide(ticket, reviewer, shares);
                }
            }
        }
        story.tell(shares.reviewed + " tickets were decided on by " + REVIEWERS.size() + " simulated reviewers");
    }

    private void decide(JsonNode ticket, String reviewer, Shares shares) throws IOException, InterruptedException {
        String id = ticket.path("requestId").asText();
        String truth = shares.truths.get(id);
        if (truth == null) {
            throw new UserError("a ticket came that nobody asked for: " + id);
        }
        JsonNode decided = say(
                "/v1/reviews/" + NAME + "/" + id + "/decide",
                Map.of("reviewer", reviewer, "decision", Integer.parseInt(truth)));
        shares.reviewed++;
        shares.modelRight += decided.path("predicted").asText().equals(truth) ? 1 : 0;
    }

    private JsonNode say(String path, Map<String, Object> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(mesh.ports().monitorUrl() + path))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.JSON.writeValueAsBytes(body)))
                .build();
        HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() >= 300) {
            throw new UserError("the monitor answered " + answer.statusCode() + " to " + path);
        }
        return answer.statusCode() == 204 ? NullNode.getInstance() : Json.JSON.readTree(answer.body());
    }

    private boolean summary(Shares shares) throws IOException, InterruptedException {
        String first = shares.truths.keySet().stream().findFirst().orElse("");
        if (!first.isEmpty()) {
            String path = RouterClient.path(NAME) + "/decisions/" + first + "?wait=5s";
            HttpResponse<String> decision = http.send(
                    HttpRequest.newBuilder(URI.create(mesh.ports().routerUrls().get(0) + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            story.tell("The first of them asks its router: " + decision.statusCode() + " " + decision.body());
        }
        story.chapter("Summary");
        story.plain(String.format(
                Locale.ROOT,
                "by the machine: %d of %d (%.0f %%), %.0f %% of them as it turned out",
                shares.automatic,
                APPLICANTS,
                100.0 * shares.automatic / APPLICANTS,
                100.0 * shares.automaticRight / Math.max(1, shares.automatic)));
        story.plain(String.format(
                Locale.ROOT,
                "by people: %d (%.0f %%); the model would have decided %.0f %% of those as they did",
                shares.reviewed,
                100.0 * shares.reviewed / APPLICANTS,
                100.0 * shares.modelRight / Math.max(1, shares.reviewed)));
        return shares.automatic + shares.reviewed == APPLICANTS && shares.reviewed > 0 && shares.automatic > 0;
    }
}
