package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.retraining.DecayView;
import dev.signalbox.operator.retraining.HookView;
import dev.signalbox.operator.retraining.Trained;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingResult;
import dev.signalbox.operator.retraining.TrainingTrigger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpRetrainingPeersTest {
    private static final DeploymentName LOAN = DeploymentName.parse("bank/loan");
    private static final RetrainingRules.Signals SIGNALS = new RetrainingRules.Signals(0.2, 0.7, Duration.ofDays(30));

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile int status = 200;
    private volatile String answer = "{}";
    private HttpServer server;
    private String base;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + " " + body);
                byte[] said = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(status, said.length == 0 ? -1 : said.length);
                exchange.getResponseBody().write(said);
            }
        });
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private HttpRetrainingPeers peers(Duration interval) {
        return new HttpRetrainingPeers(
                HttpClient.newHttpClient(),
                new HttpRetrainingPeers.Monitored(
                        Optional.of(URI.create(base + "/")), BearerToken.of(Optional.of("a-token")), interval),
                Operator.contractJson(),
                Clock.systemUTC());
    }

    @Test
    void theMonitorIsAskedByTheLimitsOfTheSpec() {
        answer = """
                {"deployment": "bank/loan", "version": "7", "asOf": "2026-03-01T00:00:00Z", "fired": true, "unknown": {},
                 "reasons": [{"kind": "drift", "fired": true, "advisory": false, "value": 0.31, "threshold": 0.2, "n": 5000, "feature": "age"},
                 {"kind": "estimatedAccuracy", "fired": true, "advisory": true, "value": 0.6, "n": 900}]}""";

        DecayView said = peers(Duration.ofMinutes(1)).decay(LOAN, SIGNALS);

        assertThat(said)
                .isEqualTo(new DecayView.Says(
                        new ModelVersion("7"),
                        List.of(
                                new DecayView.Kind("drift", true, false, 0.31, 0.2, 5_000, "age"),
                                new DecayView.Kind("estimatedAccuracy", true, true, 0.6, null, 900, null))));
        assertThat(asked)
                .singleElement()
                .isEqualTo(
                        "GET /v1/deployments/bank/loan/decay?maxDrift=0.2&minAccuracy=0.7&maxAge=PT720H Bearer a-token ");
    }

    @Test
    void itIsNotAskedAtEveryLookButAtOnceWhereTheLimitsChange() {
        answer = "{\"version\": \"7\", \"reasons\": []}";
        HttpRetrainingPeers patient = peers(Duration.ofHours(1));

        patient.decay(LOAN, SIGNALS);
        patient.decay(LOAN, SIGNALS);
        patient.decay(LOAN, new RetrainingRules.Signals(0.3, null, null));

        assertThat(asked).hasSize(2).last().asString().contains("decay?maxDrift=0.3 ");
    }

    @Test
    void whatIsNoAnswerIsNoDecay() {
        status = 503;
        answer = "starting";
        assertThat(peers(Duration.ZERO).decay(LOAN, SIGNALS))
                .isEqualTo(new DecayView.Away("it answered 503: starting"));

        status = 200;
        answer = "{\"version\": \"\"}";
        assertThat(peers(Duration.ZERO).decay(LOAN, SIGNALS)).isInstanceOf(DecayView.Away.class);

        answer = "no json";
        assertThat(peers(Duration.ZERO).decay(LOAN, SIGNALS)).isInstanceOf(DecayView.Away.class);

        server.stop(0);
        assertThat(peers(Duration.ZERO).decay(LOAN, SIGNALS)).isInstanceOf(DecayView.Away.class);
    }

    @Test
    void aWebhookIsToldAllThatAPullRequestNeeds() {
        status = 202;
        answer = "";

        assertThat(peers(Duration.ZERO).tell(base + "/hook", LOAN, trained())).isEqualTo(new HookView.Taken());
        assertThat(asked)
                .singleElement()
                .asString()
                .startsWith("POST /hook null ")
                .contains(
                        "\"type\":\"dev.signalbox.retraining.Trained\"",
                        "\"version\":\"7-new\"",
                        "\"uri\":\"s3://models/loan/7-new\"",
                        "\"trainedFrom\":\"7\"",
                        "\"cause\":\"drift of age\"",
                        "\"stableAccuracy\":0.5",
                        "\"candidateAccuracy\":0.8",
                        "\"heldOut\":250");
    }

    @Test
    void aRefusalIsForGoodAndAnythingElseIsTriedAgain() {
        answer = "";
        status = 400;
        assertThat(peers(Duration.ZERO).tell(base + "/hook", LOAN, trained()))
                .isEqualTo(new HookView.NotTaken("it answered 400", true));
        for (int other : new int[] {408, 429, 503}) {
            status = other;
            assertThat(peers(Duration.ZERO).tell(base + "/hook", LOAN, trained()))
                    .isEqualTo(new HookView.NotTaken("it answered " + other, false));
        }
        server.stop(0);
        assertThat(peers(Duration.ZERO).tell(base + "/hook", LOAN, trained()))
                .isInstanceOfSatisfying(
                        HookView.NotTaken.class,
                        not -> assertThat(not.forGood()).isFalse());
    }

    private static Trained trained() {
        Training training = new Training(
                new ModelVersion("7-new"),
                new ModelArtifact(new ModelVersion("7"), "s3://models/loan/7", null),
                new TrainingTrigger(TrainingTrigger.Kind.Signal, "drift of age"),
                Instant.EPOCH,
                Instant.EPOCH.plusSeconds(60),
                1,
                null);
        TrainingResult result = new TrainingResult(
                new ModelVersion("7-new"),
                "s3://models/loan/7-new",
                "ab",
                true,
                1_000,
                new TrainingResult.Figures(0.5, 0.8, 250),
                "better");
        return new Trained(
                training, Instant.EPOCH.plusSeconds(90), Trained.Outcome.Trained, "better", result, null, null);
    }
}
