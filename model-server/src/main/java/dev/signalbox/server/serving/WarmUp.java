package dev.signalbox.server.serving;

import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.folder.LoadRefused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Runs real inferences before anyone else may: on all inference threads, then over HTTP by way of this process' own port, so
 * that classes are loaded and the hot path is compiled. None of them is counted.
 */
final class WarmUp {
    private static final Logger LOG = Logger.getLogger(WarmUp.class);
    private static final int LEAST_ROUNDS = 10;
    private static final int HTTP_SHARE = 4;
    private static final int OK = 200;

    private final ServedModel model;
    private final InferenceWorkers workers;
    private final ModelConfig config;
    private final LongSupplier nanoClock;
    private final List<SampleRequest> samples;

    WarmUp(ServedModel model, InferenceWorkers workers, ModelConfig config, LongSupplier nanoClock) {
        this.model = model;
        this.workers = workers;
        this.config = config;
        this.nanoClock = nanoClock;
        SampleRequest one = SampleRequest.of(model.folder(), 1);
        this.samples = List.of(one, one, one, SampleRequest.of(model.folder(), 4));
    }

    /** Answers samples on every inference thread; refuses a model that does not answer one. */
    void onThreads() throws LoadRefused, InterruptedException {
        InferenceService service = new InferenceService(model, List.of(), nanoClock);
        long until = nanoClock.getAsLong() + config.warmUpTime().toNanos() / 2;
        int rounds = Math.max(LEAST_ROUNDS, config.warmUpRounds() / workers.size());
        AtomicReference<Reply> wrong = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(workers.size());
        for (int i = 0; i < workers.size(); i++) {
            boolean taken = workers.run(() -> {
                try {
                    for (int round = 0; goesOn(round, rounds, until); round++) {
                        Reply reply = service.answer(body(round), nanoClock.getAsLong());
                        if (reply.status() != OK) {
                            wrong.set(reply);
                            return;
                        }
                    }
                } finally {
                    done.countDown();
                }
            });
            if (!taken) {
                done.countDown();
            }
        }
        done.await();
        if (wrong.get() != null) {
            throw new LoadRefused("a warm-up inference of a typical row was not answered: "
                    + new String(wrong.get().body().bytes(), StandardCharsets.UTF_8));
        }
    }

    /** Answers samples over HTTP. Where this process can not reach its own port that is said, and no reason to end. */
    void overHttp(URI self, String token) throws InterruptedException {
        long until = nanoClock.getAsLong() + config.warmUpTime().toNanos() / 2;
        int rounds = Math.max(LEAST_ROUNDS, config.warmUpRounds() / HTTP_SHARE);
        URI infer = self.resolve("/v2/models/" + model.identity().name() + "/infer");
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .build()) {
            for (int round = 0; goesOn(round, rounds, until); round++) {
                SampleRequest sample = samples.get(round % samples.size());
                HttpRequest request = HttpRequest.newBuilder(infer)
                        .timeout(Duration.ofSeconds(10))
                        .header(RequestBody.LENGTH_HEADER, String.valueOf(sample.jsonLength()))
                        .header("Signalbox-Warm-Up", token)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(sample.toArray()))
                        .build();
                int status = http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                        .statusCode();
                if (status != OK) {
                    LOG.warnf("Warm-up over HTTP was not answered status=%d", status);
                    return;
                }
            }
        } catch (IOException unreachable) {
            LOG.warnf("Warm-up over HTTP did not reach this server reason=%s", unreachable.getMessage());
        }
    }

    private RequestBody body(int round) {
        SampleRequest sample = samples.get(round % samples.size());
        return RequestBody.divided(sample.toArray(), sample.jsonLength());
    }

    private boolean goesOn(int round, int rounds, long until) {
        return round < LEAST_ROUNDS || (round < rounds && nanoClock.getAsLong() < until);
    }
}
