package dev.signalbox.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.RouterClient;
import dev.signalbox.cli.UserError;
import dev.signalbox.cli.load.LoadGenerator;
import dev.signalbox.cli.load.LoadPlan;
import dev.signalbox.cli.load.LoadStats;
import dev.signalbox.cli.load.Pace;
import dev.signalbox.cli.load.RequestBodies;
import dev.signalbox.cli.load.TensorSpec;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshState;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.DeploymentView;
import dev.signalbox.cli.resource.Manifest;
import dev.signalbox.cli.resource.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Plays the main job on a mesh that is up: a model goes live, a better version ramps up and is promoted, two bad ones are
 * caught, while applications go on asking. Tells what happens, and whether it was what had to happen.
 */
public final class Demo {
    private static final DeploymentName NAME = DeploymentName.parse("loan-approval");
    private static final Duration CHAPTER_LIMIT = Duration.ofMinutes(2);
    private static final Duration TRAFFIC_EVERY = Duration.ofSeconds(3);
    /* Every JVM of the mesh has just started, and all of them share this machine: applicants come in little by little, while the next
     * version is being started. */
    private static final Duration RISE = Duration.ofSeconds(6);
    private static final long LOOK_MILLIS = 50;
    private static final List<Expectation> CHAPTERS = List.of(
            new Expectation.GoesLive("1"),
            new Expectation.Promoted("2", List.of("5%", "25%", "50%", "100%")),
            new Expectation.RolledBack("3", "2", Set.of("errors", "nulls")),
            new Expectation.RolledBack("4", "2", Set.of("slow")));

    private final Path example;
    private final MeshState mesh;
    private final DeploymentFolder deployments;
    private final Story story;
    private final double rate;
    private final List<Result> results = new ArrayList<>();

    public Demo(Path example, Mesh mesh, Story story, double rate) {
        this.example = example;
        this.mesh = mesh.required();
        this.deployments = new DeploymentFolder(mesh.folder());
        this.story = story;
        this.rate = rate;
    }

    /** Plays all of it; true if everything came as expected. */
    public boolean play() throws IOException, InterruptedException {
        play(CHAPTERS.get(0), Optional.empty());
        try (LoadGenerator load = load()) {
            load.start();
            story.tell(String.format(
                    Locale.ROOT,
                    "Applicants arrive: up to %.0f requests/s over %d routers",
                    rate,
                    mesh.ports().routers().size()));
            for (Expectation chapter : CHAPTERS.subList(1, CHAPTERS.size())) {
                play(chapter, Optional.of(load));
            }
            return summary(load.stop());
        }
    }

    private void play(Expectation chapter, Optional<LoadGenerator> load) throws IOException, InterruptedException {
        story.chapter("Version " + chapter.version() + ": expected: " + chapter.words());
        Path manifest = example.resolve("demo/version-" + chapter.version() + ".yaml");
        long started = System.nanoTime();
        Map<String, Long> before = load.map(l -> l.snapshot().byVersion()).orElse(Map.of());
        deployments.apply(Manifest.read(manifest, NAME.namespace()).get(0));
        Course course = new Course(chapter.version());
        boolean rested = watch(chapter, course, load, started);
        List<String> wrong = new ArrayList<>(chapter.wrong(course));
        if (!rested) {
            wrong.add(0, "not at rest after " + CHAPTER_LIMIT.toSeconds() + " s");
        }
        course.firedMessages().forEach(m -> story.tell("  because " + m));
        Map<String, Long> after = load.map(l -> l.snapshot().byVersion()).orElse(Map.of());
        results.add(new Result(chapter, wrong, System.nanoTime() - started, difference(before, after)));
    }

    private boolean watch(Expectation chapter, Course course, Optional<LoadGenerator> load, long started)
            throws InterruptedException {
        long nextTraffic = started + TRAFFIC_EVERY.toNanos();
        while (System.nanoTime() - started < CHAPTER_LIMIT.toNanos()) {
            Optional<DeploymentView> seen = look(chapter.version());
            if (seen.isPresent()) {
                course.see(seen.get()).forEach(story::tell);
                if (chapter.atRest(seen.get())) {
                    return true;
                }
            }
            if (System.nanoTime() > nextTraffic) {
                nextTraffic += TRAFFIC_EVERY.toNanos();
                load.ifPresent(l -> story.tell("  " + traffic(l.snapshot())));
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return false;
    }

    /* The deployment, once the operator has taken the version in. */
    private Optional<DeploymentView> look(String version) {
        return deployments
                .find(NAME)
                .filter(o -> o.at("/spec/model/version").asText().equals(version))
                .filter(Demo::observed)
                .map(DeploymentView::new);
    }

    private static boolean observed(JsonNode object) {
        return object.at("/status/observedGeneration").asLong(-1)
                == object.at("/metadata/generation").asLong();
    }

    private LoadGenerator load() throws IOException, InterruptedException {
        List<String> routers = mesh.ports().routerUrls();
        List<TensorSpec> inputs = new RouterClient(routers.get(0)).inputs(NAME);
        if (inputs.isEmpty()) {
            throw new UserError("the model tells no inputs");
        }
        return new LoadGenerator(new LoadPlan(
                routers,
                RouterClient.path(NAME) + "/infer",
                RequestBodies.ofCsv(example.resolve("german-credit.csv"), inputs),
                new Pace(rate, RISE),
                Duration.ofSeconds(10),
                null,
                1));
    }

    private boolean summary(LoadStats.Snapshot end) {
        story.chapter("Summary");
        Table table = new Table("VERSION", "EXPECTED", "RESULT", "TIME", "REQUESTS BY VERSION");
        boolean good = true;
        for (Result result : results) {
            good &= result.wrong().isEmpty();
            table.row(
                    result.chapter().version(),
                    result.chapter().words(),
                    result.wrong().isEmpty() ? "as expected" : "WRONG: " + String.join("; ", result.wrong()),
                    String.format(Locale.ROOT, "%.1f s", result.nanos() / 1e9),
                    result.byVersion().isEmpty() ? "-" : result.byVersion().toString());
        }
        table.lines().forEach(story::plain);
        story.plain("");
        story.plain(String.format(
                Locale.ROOT,
                "Applications: %d requests, %d failed %s, p50 %.1f ms, p99 %.1f ms, max %.1f ms",
                end.sent(),
                end.failed() + end.underWay(),
                end.failures().isEmpty() ? "" : end.failures().toString(),
                end.p50Millis(),
                end.p99Millis(),
                end.maxMillis()));
        return good && end.failed() == 0 && end.underWay() == 0;
    }

    private static String traffic(LoadStats.Snapshot s) {
        return String.format(
                Locale.ROOT,
                "requests %d, by version %s, failed %d, p50 %.1f ms, p99 %.1f ms",
                s.sent(),
                s.byVersion(),
                s.failed(),
                s.p50Millis(),
                s.p99Millis());
    }

    private static Map<String, Long> difference(Map<String, Long> before, Map<String, Long> after) {
        Map<String, Long> difference = new TreeMap<>();
        after.forEach((version, count) -> {
            long more = count - before.getOrDefault(version, 0L);
            if (more > 0) {
                difference.put(version, more);
            }
        });
        return difference;
    }

    private record Result(Expectation chapter, List<String> wrong, long nanos, Map<String, Long> byVersion) {}
}
