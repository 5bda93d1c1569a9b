package dev.signalbox.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.rollout.RolloutReport;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.cli.replay.PastRollout;
import dev.signalbox.cli.replay.ReplayText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a rollout of the past by the alarms of another manifest. */
@Command(
        name = "replay",
        description = {
            "Judge a rollout of the past by another manifest's alarms: what would have happened when.",
            "The monitor computes it from what is stored; nothing is changed."
        },
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String POLICY_OF = "dev.signalbox.operator.resource.PolicyOf";

    @Mixin
    private MeshOption mesh = new MeshOption();

    @Mixin
    private NameArguments arguments = new NameArguments();

    @Option(
            names = "--policy",
            required = true,
            paramLabel = "FILE",
            description = "the manifest whose alarms are to judge")
    private Path policy = Path.of("");

    @Option(
            names = "--version-of",
            paramLabel = "VERSION",
            description = "the last rollout of this version (default: of any)")
    private @Nullable String version;

    @Option(
            names = "--monitor",
            paramLabel = "URL",
            description = "the monitor, such as http://127.0.0.1:8082 (default: that of the local mesh)")
    private @Nullable String monitor;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        DeploymentName name = arguments.required();
        String judging = policyOf(policy);
        String base =
                (monitor == null ? mesh.mesh().required().ports().monitorUrl() : monitor) + "/v1/deployments/" + name;
        List<RolloutReport> reports = Json.JSON.readValue(
                body(HttpRequest.newBuilder(URI.create(base + "/rollout/changes"))
                        .GET()),
                new TypeReference<>() {});
        ModelVersion wanted = version == null ? null : new ModelVersion(version);
        PastRollout past = PastRollout.last(reports, wanted)
                .orElseThrow(() -> new UserError("the monitor knows no rollout of " + name
                        + (wanted == null ? "" : " to version " + wanted) + " in which a candidate got requests"));
        List<Verdict> turns = Json.JSON.readValue(
                body(HttpRequest.newBuilder(URI.create(base + "/verdict/replay?" + question(past)))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(judging))),
                new TypeReference<>() {});
        PrintWriter out = spec.commandLine().getOut();
        ReplayText.of(past, turns).forEach(out::println);
        out.flush();
        return 0;
    }

    private static String question(PastRollout past) {
        String question = "candidate=" + encoded(past.candidate().id()) + "&stable="
                + encoded(past.stable().id()) + "&since=" + encoded(past.since().toString());
        return past.end() == null
                ? question
                : question + "&until=" + encoded(past.end().toString());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /* The operator's own code reads the manifest, as for lint. */
    private static String policyOf(Path file) throws IOException, InterruptedException {
        if (!Files.isReadable(file)) {
            throw new UserError("--policy " + file + " cannot be read");
        }
        Process reading = new ProcessBuilder(OperatorCode.command(POLICY_OF, List.of(file.toString())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String said = new String(reading.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (reading.waitFor() != 0) {
            throw new UserError(file + ": " + said);
        }
        return said;
    }

    private static byte[] body(HttpRequest.Builder request) throws IOException, InterruptedException {
        BearerToken.of(Optional.ofNullable(System.getenv("SIGNALBOX_MONITOR_TOKEN")))
                .show(request::header);
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            HttpResponse<byte[]> answer =
                    http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new UserError("the monitor answered " + answer.statusCode() + ": "
                        + Json.JSON.readTree(answer.body()).path("detail").asText());
            }
            return answer.body();
        }
    }
}
