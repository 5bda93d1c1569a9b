package dev.signalbox.monitor.callbacks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.monitor.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One try to tell an application. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class CallbackPostTest {
    @Inject
    CallbackPost post;

    @Inject
    CallbackConfig config;

    @Inject
    CallbackSecrets secrets;

    private final ApplicationDouble application = new ApplicationDouble();

    @AfterEach
    void close() {
        application.close();
    }

    @Test
    void anApplicationThatDoesNotAnswerIsNotWaitedForLong() throws InterruptedException {
        application.status = one -> {
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException closed) {
                Thread.currentThread().interrupt();
            }
            return 200;
        };

        long start = System.nanoTime();
        assertThat(post.post(due(application.url("/slow"), null)).outcome()).isEqualTo(CallbackOutcome.TIMEOUT);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));
        assertThat(post.post(due("http://127.0.0.1:1/", null)).outcome()).isEqualTo(CallbackOutcome.UNREACHABLE);
        assertThat(post.post(due("http://no-such-host.invalid/", null)).outcome())
                .isEqualTo(CallbackOutcome.UNREACHABLE);
    }

    @Test
    void onlyHostsThatAreNamedAreSentTo() throws InterruptedException {
        CallbackPost some = new CallbackPost(hosts("Loans.example", "*.apps.example"), secrets, Clock.systemUTC());
        for (String refused : List.of("other.example", "apps.example", "evilapps.example", "127.0.0.1")) {
            assertThat(some.post(due("http://" + refused + "/", null)).outcome())
                    .as(refused)
                    .isEqualTo(CallbackOutcome.HOST);
        }
        for (String allowed : List.of("loans.EXAMPLE", "a.apps.example")) {
            assertThat(some.post(due("http://" + allowed + ":1/", null)).outcome())
                    .as(allowed)
                    .isNotEqualTo(CallbackOutcome.HOST);
        }
    }

    private static CallbackOutbox.Due due(String url, @Nullable String secret) {
        return new CallbackOutbox.Due(1, new DeploymentName("people", "loan"), "r-1", url, secret, "{}", 1);
    }

    private CallbackConfig hosts(String... hosts) {
        return new CallbackConfig() {
            @Override
            public Optional<List<String>> hosts() {
                return Optional.of(List.of(hosts));
            }

            @Override
            public Optional<String> secrets() {
                return Optional.empty();
            }

            @Override
            public Duration timeout() {
                return config.timeout();
            }

            @Override
            public int atATime() {
                return config.atATime();
            }

            @Override
            public int tries() {
                return config.tries();
            }

            @Override
            public Duration pause() {
                return config.pause();
            }

            @Override
            public Duration longestPause() {
                return config.longestPause();
            }
        };
    }
}
