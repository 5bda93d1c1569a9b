package dev.signalbox.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {
    private static final int OK = 200;
    private static final int PARTIAL = 206;

    @TempDir
    Path folder;

    private final List<String> ranges = new ArrayList<>();
    private final byte[] zip = zip();
    private HttpServer server;
    private String url;
    private String mark = "\"one\"";
    private int cutAfter;
    private int status = OK;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/m.zip", this::answer);
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/m.zip");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aZipIsFetchedCheckedAndUnpackedAndOnlyThatIsKept() throws Exception {
        Path model = source(100_000).fetch(url + "/m.zip?secret=1", Optional.of(ModelSource.sha256(zip)));

        assertThat(model.resolve("signature.json")).hasContent("{}");
        try (var left = Files.list(folder.resolve("cache/downloads"))) {
            assertThat(left).allMatch(file -> file.toString().endsWith(".lock"));
        }
    }

    @Test
    void redirectsAreFollowed() throws Exception {
        assertThat(source(100_000).fetch(url + "/moved", Optional.empty())).isDirectory();
    }

    @Test
    void whatIsThereUnderItsDigestNeedsNoNetwork() throws Exception {
        Optional<String> digest = Optional.of(ModelSource.sha256(zip));
        Path model = source(100_000).fetch(url + "/m.zip", digest);
        server.stop(0);

        assertThat(source(100_000).fetch(url + "/m.zip", digest)).isEqualTo(model);
    }

    @Test
    void aBrokenFetchGoesOnWhereItEnded() throws Exception {
        cutAfter = 5_000;

        assertThat(source(100_000).fetch(url + "/m.zip", Optional.of(ModelSource.sha256(zip))))
                .isDirectory();
        assertThat(ranges.getFirst()).isEqualTo("whole");
        assertThat(ranges.get(1)).matches("from [1-9][0-9]*");
        assertThat(Integer.parseInt(ranges.get(1).substring(5))).isLessThanOrEqualTo(5_000);
    }

    @Test
    void aBrokenFetchGoesOnInTheNextProcessButNotWithOtherBytes() throws Exception {
        cutAfter = 5_000;
        ModelSource once = new ModelSource(places(100_000), new Download.Tries(1, Duration.ZERO));
        assertThatThrownBy(() -> once.fetch(url + "/m.zip", Optional.empty()))
                .isInstanceOf(FetchFailed.class)
                .hasMessageStartingWith("signalbox.model.uri can not be fetched, after 1 tries: ");
        mark = "\"two\"";

        assertThat(once.fetch(url + "/m.zip", Optional.of(ModelSource.sha256(zip))))
                .isDirectory();
        assertThat(ranges).containsExactly("whole", "changed");
    }

    @Test
    void whatMayGetBetterIsTriedAgainAndThenGivenUp() {
        status = 503;

        assertThatThrownBy(() -> source(100_000).fetch(url + "/m.zip?secret=1", Optional.empty()))
                .isInstanceOf(FetchFailed.class)
                .hasMessage("signalbox.model.uri can not be fetched, after 3 tries: IOException: " + url
                        + "/m.zip answered 503");
        assertThat(ranges).hasSize(3);
    }

    @Test
    void nobodyThereIsTriedAgainToo() {
        server.stop(0);

        assertThatThrownBy(() -> source(100_000).fetch(url + "/m.zip", Optional.empty()))
                .isInstanceOf(FetchFailed.class)
                .hasMessageContaining("ConnectException");
    }

    @Test
    void whatCanNotGetBetterIsRefusedAtOnce() {
        status = 404;
        assertThatThrownBy(() -> source(100_000).fetch(url + "/m.zip?secret=1", Optional.empty()))
                .isInstanceOf(LoadRefused.class)
                .hasMessage("signalbox.model.uri can not be fetched: " + url + "/m.zip answered 404");
        status = OK;

        assertThatThrownBy(() -> source(1_000).fetch(url + "/m.zip", Optional.empty()))
                .isInstanceOf(LoadRefused.class)
                .hasMessageStartingWith("the model's zip must have at most 1000 bytes");
        assertThatThrownBy(() -> source(100_000).fetch(url + "/m.zip", Optional.of("00ff")))
                .isInstanceOf(LoadRefused.class)
                .hasMessageStartingWith("signalbox.model.sha256 must be that of m.zip, ");
        assertThat(folder.resolve("cache/models")).doesNotExist();
        assertThatThrownBy(() -> source(100_000).fetch("https://user:pw@host/m.zip", Optional.empty()))
                .isInstanceOf(LoadRefused.class)
                .hasMessage("signalbox.model.uri must not hold a user or a password");
    }

    private ModelSource source(long mostBytes) {
        return new ModelSource(places(mostBytes), new Download.Tries(3, Duration.ofMillis(1)));
    }

    private ModelSource.Places places(long mostBytes) {
        return new ModelSource.Places(folder.resolve("cache"), mostBytes, folder.resolve("claims"));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean same = mark.equals(exchange.getRequestHeaders().getFirst("If-Range"));
        int from = range != null && same ? Integer.parseInt(range.replaceAll("[^0-9]", "")) : 0;
        ranges.add(range == null ? "whole" : same ? "from " + from : "changed");
        if (status != OK) {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("ETag", mark);
        exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-" + (zip.length - 1) + "/" + zip.length);
        exchange.sendResponseHeaders(from > 0 ? PARTIAL : OK, zip.length - from);
        int until = cutAfter > 0 && from == 0 && ranges.size() == 1 ? cutAfter : zip.length;
        exchange.getResponseBody().write(Arrays.copyOfRange(zip, from, until));
        exchange.getResponseBody().flush();
        exchange.close();
    }

    private static byte[] zip() {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream entries = new ZipOutputStream(bytes)) {
            entries.putNextEntry(new ZipEntry("model.pt"));
            entries.write(noise);
            entries.putNextEntry(new ZipEntry("signature.json"));
            entries.write("{}".getBytes(StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
        return bytes.toByteArray();
    }
}
