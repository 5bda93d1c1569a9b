import dev.signalbox.api.statistics.BurstAwareHarm;
import dev.signalbox.api.statistics.Dispersion;
import dev.signalbox.api.statistics.EProcess;
import dev.signalbox.api.statistics.HarmEvidence;
import dev.signalbox.api.statistics.NonInferiorityEvidence;
import dev.signalbox.api.statistics.Tick;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Plays rollouts with the monitor's own evidence, looked at after every tick, beside a z-test that is looked at as often, and
 * prints the shares of harmless candidates that are taken back and the requests that it takes to decide about others.
 */
final class RolloutsBench {
    private static final int HARMLESS_REQUESTS = 50_000;
    private static final int MOST_REQUESTS = 400_000;
    private static final int HISTORY = 300;
    private static final double NEVER = Double.POSITIVE_INFINITY;

    /** A kind of traffic: requests a tick, their split, the rates, the correlation of a tick's events, and a season. */
    private record Traffic(
            String name, int perTick, double share, double candidate, double stable, double rho, boolean season) {
        Tick tick(int number, SplittableRandom random) {
            double swing = season ? 1 + 0.8 * Math.sin(number / 40.0) : 1;
            double split = season ? share * (1 + 0.5 * Math.sin(number / 97.0)) : share;
            int toCandidate = (int) Math.round(perTick * split);
            int toStable = perTick - toCandidate;
            return new Tick(
                    toCandidate,
                    events(toCandidate, candidate * swing, random),
                    toStable,
                    events(toStable, stable * swing, random));
        }

        long events(int trials, double rate, SplittableRandom random) {
            return binomial(trials, rho == 0 ? rate : beta(rate, rho, random), random);
        }
    }

    /** A way to take candidates back, started anew for each rollout. */
    private interface Test {
        boolean shows(Tick tick);
    }

    private static final class ByEvidence implements Test {
        private final EProcess evidence;
        private final double log;

        ByEvidence(EProcess evidence, double alpha) {
            this.evidence = evidence;
            this.log = Math.log(1 / alpha);
        }

        @Override
        public boolean shows(Tick tick) {
            evidence.observe(tick);
            return evidence.logEvidence() >= log;
        }
    }

    /** The pooled one-sided z-test of two proportions, as dashboards and scripts have it. */
    private static final class PeekedZ implements Test {
        private final double critical;
        private double candidate;
        private double candidateEvents;
        private double stable;
        private double stableEvents;

        PeekedZ(double critical) {
            this.critical = critical;
        }

        @Override
        public boolean shows(Tick tick) {
            candidate += tick.candidate();
            candidateEvents += tick.candidateEvents();
            stable += tick.stable();
            stableEvents += tick.stableEvents();
            double pooled = (candidateEvents + stableEvents) / (candidate + stable);
            double spread = Math.sqrt(pooled * (1 - pooled) * (1 / candidate + 1 / stable));
            return candidateEvents + stableEvents >= 5
                    && (candidateEvents / candidate - stableEvents / stable) / spread > critical;
        }
    }

    private RolloutsBench() {}

    public static void main(String[] args) {
        int rollouts = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
        falseRollbacks(rollouts);
        delays(Math.max(101, rollouts / 4));
    }

    private static void falseRollbacks(int rollouts) {
        System.out.printf(
                "%n%d harmless rollouts of each kind, %d requests, looked at every 100: share taken back%n%n",
                rollouts, HARMLESS_REQUESTS);
        System.out.println("| traffic | z-test, 5 % | e-process, 5 % | with bursts, 5 % | z-test, 1 % | e-process, 1 % | with bursts, 1 % |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        for (Traffic traffic : List.of(
                new Traffic("independent, 1 %, half", 100, 0.5, 0.01, 0.01, 0, false),
                new Traffic("independent, 1 %, a tenth", 100, 0.1, 0.01, 0.01, 0, false),
                new Traffic("independent, 5 %, a twentieth", 100, 0.05, 0.05, 0.05, 0, false),
                new Traffic("candidate better, 0.5 % for 1 %", 100, 0.5, 0.005, 0.01, 0, false),
                new Traffic("season of 80 %, changing split", 100, 0.3, 0.02, 0.02, 0, true),
                new Traffic("bursts of 0.02, half", 100, 0.5, 0.01, 0.01, 0.02, false),
                new Traffic("bursts of 0.1, half", 100, 0.5, 0.01, 0.01, 0.1, false),
                new Traffic("bursts of 0.1, a tenth", 100, 0.1, 0.01, 0.01, 0.1, false))) {
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.4f | %.4f | %.3f | %.4f | %.4f |%n",
                    traffic.name(),
                    taken(traffic, rollouts, random -> new PeekedZ(1.645)),
                    taken(traffic, rollouts, random -> new ByEvidence(new HarmEvidence(), 0.05)),
                    taken(traffic, rollouts, random -> new ByEvidence(aware(traffic, random), 0.05)),
                    taken(traffic, rollouts, random -> new PeekedZ(2.326)),
                    taken(traffic, rollouts, random -> new ByEvidence(new HarmEvidence(), 0.01)),
                    taken(traffic, rollouts, random -> new ByEvidence(aware(traffic, random), 0.01)));
        }
    }

    private interface Start {
        Test of(SplittableRandom random);
    }

    /** What the monitor uses: it knows stable's time before the rollout. */
    private static EProcess aware(Traffic traffic, SplittableRandom random) {
        Dispersion before = new Dispersion();
        for (int tick = -HISTORY; tick < 0; tick++) {
            before.observe(traffic.perTick(), traffic.events(traffic.perTick(), traffic.stable(), random));
        }
        return new BurstAwareHarm(before);
    }

    private static double taken(Traffic traffic, int rollouts, Start start) {
        int taken = 0;
        for (int run = 0; run < rollouts; run++) {
            SplittableRandom random = new SplittableRandom(run);
            taken += requests(start.of(random), traffic, HARMLESS_REQUESTS, random) < NEVER ? 1 : 0;
        }
        return (double) taken / rollouts;
    }

    private static double requests(Test test, Traffic traffic, int most, SplittableRandom random) {
        int seen = 0;
        for (int tick = 0; seen < most; tick++) {
            Tick next = traffic.tick(tick, random);
            seen += traffic.perTick();
            if (test.shows(next)) {
                return seen;
            }
        }
        return NEVER;
    }

    private record Delay(double candidate, double stable, double share, int known5, int known1) {}

    private static void delays(int rollouts) {
        System.out.printf(
                "%n%d harmful rollouts of each kind: requests of both versions until the candidate is taken back, median (80 %%)%n%n",
                rollouts);
        System.out.println("| candidate, stable | share | alpha 5 % | known | alpha 1 % | known |");
        System.out.println("|---|---:|---:|---:|---:|---:|");
        for (Delay delay : List.of(
                new Delay(.03, .01, .5, 1_320, 2_080),
                new Delay(.03, .01, .1, 3_060, 5_205),
                new Delay(.03, .01, .05, 5_515, 9_142),
                new Delay(.02, .01, .5, 3_855, 6_620),
                new Delay(.02, .01, .1, 10_216, 15_612),
                new Delay(.015, .01, .5, 14_058, 21_488),
                new Delay(.05, .01, .5, 470, 730),
                new Delay(.05, .01, .1, 1_210, 1_770),
                new Delay(.1, .01, .5, 180, 290),
                new Delay(.1, .01, .1, 390, 600),
                new Delay(.5, .01, .1, 70, 100),
                new Delay(.02, .001, .1, 1_805, 2_635),
                new Delay(.06, .05, .5, 15_924, 24_679),
                new Delay(.1, .05, .5, 870, 1_375),
                new Delay(.1, .05, .1, 2_395, 3_270))) {
            Traffic traffic = new Traffic(
                    "", delay.share() == .5 ? 10 : 20, delay.share(), delay.candidate(), delay.stable(), 0, false);
            System.out.printf(
                    Locale.ROOT,
                    "| %.1f %%, %.1f %% | %.0f %% | %s | %d | %s | %d |%n",
                    100 * delay.candidate(),
                    100 * delay.stable(),
                    100 * delay.share(),
                    spread(() -> new ByEvidence(new HarmEvidence(), 0.05), traffic, rollouts),
                    delay.known5(),
                    spread(() -> new ByEvidence(new HarmEvidence(), 0.01), traffic, rollouts),
                    delay.known1());
        }
        promotions(rollouts);
    }

    private record Safe(double rate, double margin, double share, int known) {}

    private static void promotions(int rollouts) {
        System.out.printf(
                "%n%d harmless rollouts of each kind: requests of both versions until that is shown, median (80 %%), at 5 %%%n%n",
                rollouts);
        System.out.println("| rate of both | margin | share | requests | known |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (Safe safe : List.of(
                new Safe(.01, .01, .5, 2_380),
                new Safe(.01, .01, .1, 7_800),
                new Safe(.01, .01, .05, 16_080),
                new Safe(.01, .005, .5, 7_920),
                new Safe(.001, .005, .5, 1_380),
                new Safe(.001, .005, .1, 6_480),
                new Safe(0, .01, .1, 3_000),
                new Safe(.05, .02, .1, 7_560))) {
            Traffic traffic = new Traffic("", safe.share() == .5 ? 20 : 60, safe.share(), safe.rate(), safe.rate(), 0, false);
            System.out.printf(
                    Locale.ROOT,
                    "| %.1f %% | %.1f pt | %.0f %% | %s | %d |%n",
                    100 * safe.rate(),
                    100 * safe.margin(),
                    100 * safe.share(),
                    spread(
                            () -> new ByEvidence(
                                    new NonInferiorityEvidence(
                                            safe.margin(), safe.rate() == 0 ? safe.margin() / 2 : safe.rate()),
                                    0.05),
                            traffic,
                            rollouts),
                    safe.known());
        }
        double atMargin = 0;
        int runs = 4 * rollouts;
        for (int run = 0; run < runs; run++) {
            SplittableRandom random = new SplittableRandom(run);
            Traffic traffic = new Traffic("", 50, .5, .02, .01, 0, false);
            atMargin += requests(
                                    new ByEvidence(new NonInferiorityEvidence(.01, .01), 0.05),
                                    traffic,
                                    HARMLESS_REQUESTS,
                                    random)
                            < NEVER
                    ? 1
                    : 0;
        }
        System.out.printf(
                Locale.ROOT, "%nPromoted at the margin, 2 %% for 1 %%, of %d: %.4f (known .038 to .058)%n", runs, atMargin / runs);
    }

    private static String spread(Supplier<Test> test, Traffic traffic, int rollouts) {
        double[] requests = new double[rollouts];
        for (int run = 0; run < rollouts; run++) {
            requests[run] = requests(test.get(), traffic, MOST_REQUESTS, new SplittableRandom(run));
        }
        Arrays.sort(requests);
        return String.format(
                Locale.ROOT, "%.0f (%.0f)", requests[rollouts / 2], requests[(int) (0.8 * (rollouts - 1))]);
    }

    private static long binomial(int trials, double rate, SplittableRandom random) {
        if (rate <= 0) {
            return 0;
        }
        if (rate >= 1) {
            return trials;
        }
        /* Jump from event to event. */
        double log = Math.log1p(-rate);
        long events = 0;
        double at = Math.floor(Math.log(1 - random.nextDouble()) / log);
        while (at < trials) {
            events++;
            at += 1 + Math.floor(Math.log(1 - random.nextDouble()) / log);
        }
        return events;
    }

    /** A rate about a mean, such that events of the same tick have this correlation. */
    private static double beta(double mean, double rho, SplittableRandom random) {
        double both = 1 / rho - 1;
        double a = gamma(mean * both, random);
        double b = gamma((1 - mean) * both, random);
        return a + b == 0 ? mean : a / (a + b);
    }

    /** Marsaglia and Tsang, 2000. */
    private static double gamma(double shape, SplittableRandom random) {
        if (shape < 1) {
            return gamma(shape + 1, random) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }
}
