package dev.signalbox.server.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.signalbox.api.BearerToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExportReaderTest {
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> shown = new ArrayList<>();
    private HttpServer server;

    private record Answer(int status, String body) {}

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/training", exchange -> {
            asked.add(exchange.getRequestURI().getQuery());
            shown.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Answer answer = answers.removeFirst();
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void goesOnFromPageToPageAndShowsItsToken() throws Exception {
        answers.add(new Answer(200, row("a") + row("b") + end(5, "x+y")));
        answers.add(new Answer(200, row("c") + end(3, null)));

        List<ExportPage> pages = read();

        assertThat(pages.stream().flatMap(page -> page.rows().stream()).map(LearnedRow::requestId))
                .containsExactly("a", "b", "c");
        assertThat(pages).extracting(ExportPage::records).containsExactly(5L, 3L);
        assertThat(asked).containsExactly("from=1&limit=5000", "from=1&limit=5000&cursor=x+y");
        assertThat(shown).containsOnly("Bearer secret");
    }

    @Test
    void readsAPageAgainThatBrokeOffOrWasNotToBeHad() throws Exception {
        answers.add(new Answer(200, row("a") + "{\"requestId\": \"b"));
        answers.add(new Answer(200, row("a")));
        answers.add(new Answer(503, "not now"));
        answers.add(new Answer(200, row("a") + row("b") + end(2, null)));

        assertThat(read().getFirst().rows()).extracting(LearnedRow::requestId).containsExactly("a", "b");
    }

    @Test
    void givesUpWhatStaysAwayAndSaysSo() {
        for (int i = 0; i < 5; i++) {
            answers.add(new Answer(503, "not now"));
        }

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        TrainingFailed.class,
                        told -> assertThat(told.status().code()).isEqualTo(3))
                .hasMessage("SIGNALBOX_EXPORT_URL can not be read: the export answered 503: not now");
    }

    @Test
    void doesNotAskAgainWhereItIsRefused() {
        answers.add(new Answer(401, "who are you"));

        assertThatThrownBy(this::read)
                .isInstanceOfSatisfying(
                        TrainingFailed.class,
                        told -> assertThat(told.status().code()).isEqualTo(2))
                .hasMessage("the export answered 401: who are you");
        assertThat(asked).hasSize(1);
    }

    @Test
    void aLineThatIsNoRowIsNamed() {
        answers.add(new Answer(200, row("a") + "{\"requestId\": \"b\", \"inputs\": {}}\n"));

        assertThatThrownBy(this::read).hasMessage("line 2 of the export must have requestId, inputs and label");
    }

    private List<ExportPage> read() throws Exception {
        URI export = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/training?from=1");
        TrainingSettings.Place place = new TrainingSettings.Place(
                export, BearerToken.of(Optional.of("secret")), "out", Path.of("r"), Path.of("c"), Path.of("t"));
        List<ExportPage> pages = new ArrayList<>();
        try (ExportReader reader = new ExportReader(place, Duration.ofMillis(1))) {
            reader.read(pages::add);
        }
        return pages;
    }

    private static String row(String id) {
        return "{\"requestId\": \"" + id + "\", \"inputs\": {\"x\": [1]}, \"label\": 1}\n";
    }

    private static String end(int records, String next) {
        return "{\"end\": {\"records\": " + records + ", \"rows\": 1, \"omitted\": {}"
                + (next == null ? "" : ", \"next\": \"" + next + "\"") + "}}\n";
    }
}
