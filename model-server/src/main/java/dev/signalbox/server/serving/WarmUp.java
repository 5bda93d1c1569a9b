package dev.signalbox.server.serving;

import dev.signalbox.server.codec.Answer;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.folder.LoadRefused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
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
        this.samples = IntStream.of(1, 1, 1, 4)
                .mapToObj(model::sample)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Answers samples on the inference threads, alone and in batches; refuses a model that does not answer one. */
    void onThreads(InferenceService service) throws LoadRefused, InterruptedException {
        if (samples.isEmpty()) {
            return;
        }
        long until = nanoClock.getAsLong() + config.warmUpTime().toNanos() / 2;
        int together = 1;
        for (int round = 0; goesOn(round, config.warmUpRounds(), until); round += together) {
            List<SampleCaller> callers = new ArrayList<>();
            for (int i = 0; i < together; i++) {
                SampleCaller caller = new SampleCaller(nanoClock);
                callers.add(caller);
                service.submit(body(round + i), caller);
            }
            for (SampleCaller caller : callers) {
                check(answer(caller));
            }
            together = together < mostTogether() ? together * 2 : 1;
        }
    }

    private int mostTogether() {
        return Math.min(config.queue() / 2, Math.max(workers.size(), workers.batchSize()));
    }

    private static Reply<Answer> answer(SampleCaller caller) throws InterruptedException {
        try {
            return caller.reply().get();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException("an answer never fails", impossible);
        }
    }

    private static void check(Reply<Answer> reply) throws LoadRefused {
        if (reply instanceof Reply.Refused<Answer>(Refusal why, String message)) {
            throw new LoadRefused("a warm-up inference of a typical row was not answered: " + message);
        }
    }

    /** Answers samples over HTTP. Where this process can not reach its own port that is said, and no reason to end. */
    void overHttp(URI self, String token) throws InterruptedException {
        if (samples.isEmpty()) {
            return;
        }
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
