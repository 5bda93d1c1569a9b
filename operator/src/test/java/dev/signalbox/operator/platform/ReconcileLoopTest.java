package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.DeploymentFacts;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The loop alone: its platform is a double that lists one deployment and does nothing else. */
class ReconcileLoopTest {
    private static final DeploymentName NAME = DeploymentName.parse("team/model");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final TestConfig config = new TestConfig(Optional.empty(), Optional.empty());

    @Test
    void aLookThatHangsIsNoticed() {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicInteger looks = new AtomicInteger();
        try (ReconcileLoop loop = loop(name -> {
            looks.incrementAndGet();
            try {
                hangs.await();
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
            return true;
        })) {
            loop.start();
            await().until(() -> looks.get() == 1);
            assertThat(loop.alive()).isTrue();

            pass(Duration.ofMinutes(6));
            await().untilAsserted(() -> assertThat(loop.ticked()).isEqualTo(now.get()));
            assertThat(loop.alive()).isFalse();

            hangs.countDown();
            await().untilAsserted(() -> assertThat(loop.alive()).isTrue());
        }
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private ReconcileLoop loop(Predicate<DeploymentName> look) {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        return new ReconcileLoop(
                new OneDeployment(), look, config, new OperatorMetrics(new SimpleMeterRegistry()), clock);
    }

    private static final class OneDeployment implements Platform {
        @Override
        public void start(Consumer<DeploymentName> changed) {}

        @Override
        public Set<DeploymentName> deployments() {
            return Set.of(NAME);
        }

        @Override
        public Optional<DeploymentFacts> observe(DeploymentName name) {
            return Optional.empty();
        }

        @Override
        public void apply(DeploymentName name, Effect.OnPlatform effect) {}

        @Override
        public void writeStatus(DeploymentName name, ModelDeploymentStatus status) {}

        @Override
        public Optional<String> trainingRefusal(RetrainingRules.Trainer trainer) {
            return Optional.empty();
        }

        @Override
        public List<URI> instances(DeploymentName name, ModelVersion version) {
            return List.of();
        }

        @Override
        public List<URI> routers() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
