package dev.signalbox.server.training;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads an export page by page, and a page again where it broke off. */
final class ExportReader implements AutoCloseable {
    private static final int PAGE = 5_000;
    private static final int TRIES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final int LONGEST_SHOWN = 300;

    private final TrainingSettings.Place place;
    private final Duration firstPause;
    private final HttpClient http;

    ExportReader(TrainingSettings.Place place) {
        this(place, FIRST_PAUSE);
    }

    ExportReader(TrainingSettings.Place place, Duration firstPause) {
        this.place = place;
        this.firstPause = firstPause;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    /** What takes pages, until it wants no more. */
    interface Taker {
        /** Takes a page; says whether it wants another one. */
        boolean take(ExportPage page) throws TrainingFailed;
    }

    /** Hands over page after page. */
    void read(Taker taker) throws TrainingFailed, InterruptedException {
        String cursor = null;
        do {
            ExportPage page = page(cursor);
            cursor = taker.take(page) ? page.next() : null;
        } while (cursor != null);
    }

    private ExportPage page(@Nullable String cursor) throws TrainingFailed, InterruptedException {
        Duration pause = firstPause;
        for (int attempt = 1; ; attempt++) {
            try {
                return fetch(cursor);
            } catch (IOException away) {
                if (attempt == TRIES || isFile()) {
                    throw new TrainingFailed(
                            TrainingFailed.Status.AWAY, "SIGNALBOX_EXPORT_URL can not be read: " + said(away), away);
                }
                System.err.println("train: the export is read again in " + pause.toMillis() + " ms: " + said(away));
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private static String said(IOException away) {
        return away.getMessage() == null ? away.getClass().getSimpleName() : away.getMessage();
    }

    private boolean isFile() {
        return "file".equalsIgnoreCase(place.export().getScheme());
    }

    private ExportPage fetch(@Nullable String cursor) throws IOException, TrainingFailed, InterruptedException {
        if (isFile()) {
            try (InputStream in = Files.newInputStream(Path.of(place.export().getSchemeSpecificPart()))) {
                return ExportPage.read(in, Integer.MAX_VALUE);
            }
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(address(cursor)).timeout(ANSWER);
        place.token().show(request::header);
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            int status = answer.statusCode();
            if (status == 200) {
                return ExportPage.read(body, PAGE);
            }
            String text = new String(body.readNBytes(LONGEST_SHOWN), StandardCharsets.UTF_8).strip();
            String message = "the export answered " + status + ": " + text;
            if (status == 429 || status >= 500) {
                throw new IOException(message);
            }
            throw TrainingFailed.refused(message);
        }
    }

    private URI address(@Nullable String cursor) {
        String base = place.export().toString();
        StringBuilder address = new StringBuilder(base).append(base.contains("?") ? '&' : '?');
        address.append("limit=").append(PAGE);
        if (cursor != null) {
            address.append("&cursor=").append(URLEncoder.encode(cursor, StandardCharsets.UTF_8));
        }
        return URI.create(address.toString());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
