package dev.signalbox.operator.platform;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.BearerToken;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.operator.machine.MonitorView;
import dev.signalbox.operator.machine.Question;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HttpMonitorTest {
    private static final Instant SINCE = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ASKED = "candidate=2&stable=1&since=2026-01-01T00%3A00%3A00Z&policy=1";

    private final Queue<String> questions = new ConcurrentLinkedQueue<>();
    private final Queue<String> policies = new ConcurrentLinkedQueue<>();
    private HttpServer written;
    private HttpMonitor monitor;

    /** Writes down what it is asked, and knows nothing. */
    @BeforeEach
    void begin() throws IOException {
        written = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        written.createContext("/v1/deployments/default/loan/verdict", exchange -> {
            try (exchange) {
                questions.add(exchange.getRequestURI().getRawQuery());
                exchange.sendResponseHeaders(503, -1);
            }
        });
        written.createContext("/v1/deployments/default/loan/policy", exchange -> {
            try (exchange) {
                policies.add(exchange.getRequestMethod() + " "
                        + new String(exchange.getRequestBody().readAllBytes(), UTF_8));
                exchange.sendResponseHeaders(exchange.getRequestMethod().equals("GET") ? 404 : 204, -1);
            }
        });
        written.start();
        URI base = URI.create("http://127.0.0.1:" + written.getAddress().getPort());
        monitor = new HttpMonitor(
                HttpClient.newHttpClient(), base, Duration.ofSeconds(10), BearerToken.NONE, Operator.contractJson());
    }

    @AfterEach
    void end() {
        written.stop(0);
    }

    static Stream<Arguments> stages() {
        return Stream.of(
                argumentSet("live", new Question.Stage.Live(null), ""),
                argumentSet(
                        "with a split",
                        new Question.Stage.Live(new Question.Split(new Weight(2_500), SINCE.plusSeconds(70))),
                        "&weight=2500&weightSince=2026-01-01T00%3A01%3A10Z"),
                argumentSet("shadow", new Question.Stage.Shadow(), "&stage=shadow"));
    }

    @Test
    void aLookLeavesNoTrace() {
        MonitorView view = monitor.look(new Question(
                DeploymentName.parse("default/loan"),
                new ModelVersion("2"),
                new ModelVersion("1"),
                SINCE,
                JudgePolicy.DEFAULT_ALARMS,
                new Question.Stage.Live(null)));

        assertThat(questions).containsExactly(ASKED + "&look=true");
        assertThat(view).isInstanceOf(MonitorView.Away.class);
    }

    @Test
    void whatIsKeptIsToldOnceAndAgainWhereTheAlarmsAreOthers() {
        DeploymentName loan = DeploymentName.parse("default/loan");
        monitor.keepPolicy(loan, JudgePolicy.DEFAULT_ALARMS);
        monitor.keepPolicy(loan, JudgePolicy.DEFAULT_ALARMS);

        assertThat(policies).hasSize(2);
        assertThat(policies.poll()).isEqualTo("GET ");
        assertThat(policies.poll()).startsWith("PUT ").contains("\"errors\"");

        monitor.keepPolicy(loan, JudgePolicy.DEFAULT_ALARMS.subList(0, 1));
        assertThat(policies).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("stages")
    void theQuestionSaysWhichRequestsAreJudgedAndHowTheyAreSplit(Question.Stage stage, String expected) {
        MonitorView view = monitor.ask(new Question(
                DeploymentName.parse("default/loan"),
                new ModelVersion("2"),
                new ModelVersion("1"),
                SINCE,
                JudgePolicy.DEFAULT_ALARMS,
                stage));

        assertThat(questions).containsExactly(ASKED + expected);
        assertThat(view).isInstanceOf(MonitorView.Away.class);
    }
}
