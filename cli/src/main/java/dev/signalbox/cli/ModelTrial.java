package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.load.RequestBodies;
import dev.signalbox.cli.load.TensorSpec;
import dev.signalbox.cli.scaffold.SignatureDraft;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tries a model by really serving it, until its signature is what it does. */
final class ModelTrial {
    private static final int MOST_ROWS = 200;

    /* Each output may be wrong about its datatype and about its shape. */
    private static final int MOST_TRIES = 20;

    private final DeploymentName name;
    private final Path folder;
    private final Path work;
    private final Path data;

    /** Of the model folder {@code folder}, with the rows of {@code data}; what servers write goes to {@code work}. */
    ModelTrial(DeploymentName name, Path folder, Path work, Path data) {
        this.name = name;
        this.folder = folder;
        this.work = work;
        this.data = data;
    }

    /** What TorchScript tells: the names of the parameters and of the results. */
    record Told(List<String> inputs, List<String> outputs) {}

    /** A signature with which all rows are answered, and what the answers were: of each output its values, row by row. */
    record Fitting(SignatureDraft signature, Map<String, List<JsonNode>> answers) {}

    /** What the model tells without a signature. */
    Told told() throws IOException, InterruptedException {
        try (TrialServer server = TrialServer.start(folder, name, work)) {
            if (!server.awaitReady()) {
                throw new UserError("the model can not be served: " + server.reason());
            }
            return new Told(
                    names(server.client().inputs(name)), names(server.client().outputs(name)));
        }
    }

    private static List<String> names(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::name).toList();
    }

    /** Serves the draft, and mends it by what the model complains of. */
    Fitting fit(SignatureDraft first) throws IOException, InterruptedException {
        SignatureDraft draft = first;
        String said = "";
        for (int trial = 0; trial < MOST_TRIES; trial++) {
            write(draft);
            try (TrialServer server = TrialServer.start(folder, name, work)) {
                Map<String, List<JsonNode>> answers = new LinkedHashMap<>();
                String trouble = server.awaitReady() ? ask(server.client(), answers) : server.reason();
                if (trouble.isEmpty()) {
                    return new Fitting(draft, answers);
                }
                Optional<SignatureDraft> mended = draft.mendedBy(trouble + "\n" + server.said());
                if (mended.isEmpty()) {
                    throw new UserError("the model does not answer the rows of " + data + ": " + trouble);
                }
                draft = mended.get();
                said = trouble;
            }
        }
        throw new UserError("no signature was found with which the model answers the rows of " + data + ": " + said);
    }

    /** Writes the signature as it is. */
    void write(SignatureDraft draft) throws IOException {
        Files.writeString(
                folder.resolve("signature.json"),
                Json.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(draft.document()) + "\n");
    }

    /* What is wrong with the first answer that is none; empty where all rows were answered. */
    private String ask(RouterClient client, Map<String, List<JsonNode>> answers)
            throws IOException, InterruptedException {
        List<byte[]> bodies = RequestBodies.ofCsv(data, client.inputs(name));
        for (byte[] body : bodies.subList(0, Math.min(MOST_ROWS, bodies.size()))) {
            HttpResponse<byte[]> answer = client.infer(name, body);
            if (answer.statusCode() != 200) {
                return "HTTP " + answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8);
            }
            for (JsonNode output : Json.JSON.readTree(answer.body()).path("outputs")) {
                answers.computeIfAbsent(output.path("name").asText(), of -> new ArrayList<>())
                        .add(output.path("data"));
            }
        }
        return "";
    }
}
