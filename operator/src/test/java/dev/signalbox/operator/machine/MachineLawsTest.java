package dev.signalbox.operator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.api.route.Backend;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.verdict.Outcome;
import dev.signalbox.api.verdict.Verdict;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** What holds after every decision, whatever the machine was made to see: also what no sane world would show it. */
class MachineLawsTest {
    private static final DeploymentName NAME = DeploymentName.parse("default/loan");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** What happens between two looks; versions are 1 to 4, and {@code ready} has one number for each of them. */
    record Weather(
            int seconds,
            int asked,
            List<Integer> ready,
            Word word,
            int routersAt,
            @Nullable Integer broken) {}

    enum Word {
        NOTHING,
        HOLD,
        PROMOTE,
        ROLLBACK,
        AWAY,
        NO_TRAFFIC
    }

    @Provide
    Arbitrary<List<Weather>> weather() {
        Arbitrary<Integer> seconds = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.integers().between(0, 20)), Tuple.of(1, Arbitraries.just(8_000)));
        /* A spec that changes at every look would never get anywhere: most looks find the one before. */
        Arbitrary<Integer> asked =
                Arbitraries.frequency(Tuple.of(30, 0), Tuple.of(2, 1), Tuple.of(3, 2), Tuple.of(2, 3), Tuple.of(1, 4));
        Arbitrary<List<Integer>> ready = Arbitraries.frequency(Tuple.of(1, 0), Tuple.of(2, 1), Tuple.of(9, 2))
                .list()
                .ofSize(5);
        Arbitrary<Word> word = Arbitraries.frequency(
                Tuple.of(3, Word.NOTHING),
                Tuple.of(5, Word.HOLD),
                Tuple.of(9, Word.PROMOTE),
                Tuple.of(2, Word.ROLLBACK),
                Tuple.of(2, Word.AWAY),
                Tuple.of(1, Word.NO_TRAFFIC));
        Arbitrary<Integer> routersAt = Arbitraries.frequency(Tuple.of(9, 0), Tuple.of(2, 1), Tuple.of(1, 2));
        Arbitrary<Integer> broken = Arbitraries.integers().between(1, 4).injectNull(0.97);
        return Combinators.combine(seconds, asked, ready, word, routersAt, broken)
                .as(Weather::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Property(tries = 1_000)
    void theLawsHoldAfterEveryDecision(@ForAll("weather") List<Weather> story) {
        World world = new World();
        for (Weather weather : story) {
            world.look(weather);
        }
    }

    /** Carries every effect out, and holds every decision to the laws. */
    private static final class World {
        private final Map<ModelVersion, VersionSpec> running = new HashMap<>();
        private Instant now = BEGIN;
        private int asked = 1;
        private long generation = 1;
        private @Nullable ModelDeploymentStatus status;
        private @Nullable Route route;

        void look(Weather weather) {
            now = now.plusSeconds(weather.seconds());
            boolean sameSpec = weather.asked() == 0 || weather.asked() == asked;
            if (!sameSpec) {
                asked = weather.asked();
                generation++;
            }
            RolloutState state = StatusReader.state(status, now);
            var document = new DeploymentFacts.Document(generation, false, spec(asked), List.of(), status);
            DeploymentFacts facts = new DeploymentFacts(NAME, document, facts(weather), route);
            Acceptance acceptance = Acceptance.of(state, document);
            MonitorView says = Question.of(state, NAME, acceptance)
                    .map(question -> says(weather.word(), question))
                    .orElseGet(MonitorView.NotAsked::new);
            Observation seen = new Observation(now, facts, acceptance, List.of(router(weather)), says);

            Decision decision = RolloutMachine.decide(state, seen);

            assertThat(RolloutMachine.decide(state, seen)).isEqualTo(decision);
            Route before = route;
            decision.effects().forEach(this::apply);
            obeyTheRoute(before, seen);
            obeyTheVerdict(state, says);
            obeyTheRefusal(state, decision, sameSpec);
            status = StatusReport.of(seen, decision);
            assertThat(StatusReader.state(status, now)).isEqualTo(decision.next());
        }

        /* Weights sum to all of them, the revision grows, and nobody is sent to what is not ready unless nobody is. */
        private void obeyTheRoute(@Nullable Route before, Observation seen) {
            if (route == null || route.equals(before)) {
                return;
            }
            assertThat(before == null || route.revision() > before.revision()).isTrue();
            assertThat(route.backends().stream()
                            .mapToInt(b -> b.weight().basisPoints())
                            .sum())
                    .isEqualTo(Weight.ALL.basisPoints());
            boolean somebodyServes = route.backends().stream().anyMatch(b -> ready(seen, b) > 0);
            for (Backend backend : route.backends()) {
                boolean stable = route.stable().map(backend::equals).orElse(false);
                boolean sends = !backend.weight().equals(Weight.NONE);
                assertThat(!sends || ready(seen, backend) > 0 || stable || !somebodyServes)
                        .as("%s gets %s and is not ready", backend.version(), backend.weight())
                        .isTrue();
            }
        }

        private static int ready(Observation seen, Backend backend) {
            VersionFacts facts = seen.facts().versions().get(backend.version());
            return facts == null ? 0 : facts.ready();
        }

        /* The candidate that is said to do harm has no share any more when the decision is carried out. */
        private void obeyTheVerdict(RolloutState state, MonitorView says) {
            Versions.Candidate judged = state.versions().candidate();
            if (judged != null
                    && says instanceof MonitorView.Says told
                    && told.verdict().outcome() == Outcome.Rollback) {
                Weight left = route == null
                        ? Weight.NONE
                        : route.backend(judged.spec().model().version())
                                .map(Backend::weight)
                                .orElse(Weight.NONE);
                assertThat(left).isEqualTo(Weight.NONE);
            }
        }

        /* The spec whose candidate was taken back does not bring it again; that it asks for stable meanwhile is another spec. */
        private void obeyTheRefusal(RolloutState state, Decision decision, boolean sameSpec) {
            VersionSpec refused = state.versions().refused();
            boolean asksForIt =
                    refused != null && refused.model().version().id().equals(Integer.toString(asked));
            if (sameSpec && asksForIt && state.phase() instanceof RolloutPhase.RolledBack) {
                assertThat(decision.next().phase()).isInstanceOf(RolloutPhase.RolledBack.class);
                assertThat(decision.next().versions().candidate()).isNull();
            }
        }

        private void apply(Effect effect) {
            switch (effect) {
                case Effect.EnsureVersion ensure ->
                    running.put(ensure.version().model().version(), ensure.version());
                case Effect.RemoveVersion remove -> {
                    assertThat(route == null || route.backend(remove.version()).isEmpty())
                            .as("version %s is removed while it is routed", remove.version())
                            .isTrue();
                    running.remove(remove.version());
                }
                case Effect.WriteRoute write -> route = write.route();
                default -> {}
            }
        }

        private Map<ModelVersion, VersionFacts> facts(Weather weather) {
            Map<ModelVersion, VersionFacts> facts = new HashMap<>();
            running.forEach((version, spec) -> {
                int number = Integer.parseInt(version.id());
                boolean broken = weather.broken() != null && weather.broken() == number;
                facts.put(
                        version,
                        new VersionFacts(
                                spec.fingerprint(),
                                2,
                                weather.ready().get(number),
                                new Address.OfService("loan-" + version, 8080),
                                broken ? new VersionFacts.Failure(1, "broken", true) : null));
            });
            return facts;
        }

        private RouterView router(Weather weather) {
            long applied = route == null ? 0 : route.revision();
            return switch (weather.routersAt()) {
                case 0 -> new RouterView.Reports("router", applied, Map.of());
                case 1 -> new RouterView.Reports("router", Math.max(0, applied - 1), Map.of(new ModelVersion("2"), 1L));
                default -> new RouterView.Silent("router");
            };
        }

        private MonitorView says(Word word, Question question) {
            Outcome outcome = switch (word) {
                case PROMOTE -> Outcome.Promote;
                case ROLLBACK -> Outcome.Rollback;
                default -> Outcome.Hold;
            };
            return switch (word) {
                case NOTHING -> new MonitorView.NotAsked();
                case AWAY -> new MonitorView.Away("it is away");
                default ->
                    new MonitorView.Says(new Verdict(
                            Verdict.VERSION,
                            NAME,
                            question.candidate(),
                            question.stable(),
                            1,
                            question.since(),
                            now,
                            null,
                            word == Word.NO_TRAFFIC ? 0 : 100,
                            100,
                            outcome,
                            List.of()));
            };
        }
    }

    private static ModelDeploymentSpec spec(int version) {
        var canary = new ModelDeploymentSpec.Canary(
                List.of(new ModelDeploymentSpec.Step("10%", "5s"), new ModelDeploymentSpec.Step("50%", "5s")));
        return new ModelDeploymentSpec(
                new ModelDeploymentSpec.Model(Integer.toString(version), "s3://models/" + version, null),
                new ModelDeploymentSpec.Server(2, null, null),
                new ModelDeploymentSpec.Rollout(
                        version == 4 ? "Immediate" : "Canary",
                        version == 4 ? null : canary,
                        null,
                        version == 3 ? "Rollback" : "Hold"),
                null,
                null);
    }
}
