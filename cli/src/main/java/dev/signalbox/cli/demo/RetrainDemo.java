package dev.signalbox.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.UserError;
import dev.signalbox.cli.mesh.Mesh;
import dev.signalbox.cli.mesh.MeshState;
import dev.signalbox.cli.resource.DeploymentFolder;
import dev.signalbox.cli.resource.DeploymentView;
import dev.signalbox.cli.resource.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Plays how a model is kept alive: the world moves, the monitor shows that the model has decayed, a new version is trained of what was
 * learned since, goes through a canary as any other, and is right again.
 */
public final class RetrainDemo {
    private static final DeploymentName NAME = DeploymentName.parse("loan-approval");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final long LOOK_MILLIS = 5;
    /* Of a quarter of a day the monitor looks at the first 250 answers: few of them are to be from before the world moved. */
    private static final int BEFORE = 40;
    private static final int AFTER = 300;

    private final Path example;
    private final MeshState mesh;
    private final DeploymentFolder deployments;
    private final Story story;
    private final Map<String, Score> scores = new LinkedHashMap<>();
    private int asked;
    private String shownPhase = "";
    private String shownRetraining = "";

    public RetrainDemo(Path example, Mesh mesh, Story story) {
        this.example = example;
        this.mesh = mesh.required();
        this.deployments = new DeploymentFolder(mesh.folder());
        this.story = story;
    }

    /** How often a version was right. */
    private record Score(int right, int all) {
        private static final Score NONE = new Score(0, 0);

        Score and(boolean was) {
            return new Score(right + (was ? 1 : 0), all + 1);
        }

        double share() {
            return all == 0 ? 0 : (double) right / all;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.0f %% of %d", 100 * share(), all);
        }
    }

    /** Plays all of it; true if the new version was adopted by itself, promoted, and is right more often. */
    public boolean play() throws IOException, InterruptedException {
        story.chapter("Version 2 serves, and is watched for decay");
        deployments.apply(Manifest.read(example.resolve("demo/retraining.yaml"), NAME.namespace())
                .get(0));
        await(seen -> seen.phase().equals("Stable"), () -> {}, "version 2 did not go live");
        Applicants applicants = new Applicants(NAME, mesh.ports().routerUrls(), example);
        Score before = Score.NONE;
        for (int i = 0; i < BEFORE; i++) {
            before = before.and(applicants.ask(i).right());
        }
        story.tell("As applicants were, it is right on " + before);

        story.chapter("The world moves: younger applicants, larger loans, and short ones fail");
        await(seen -> adopted(seen).isPresent(), () -> another(applicants), "no version was trained and adopted");
        String made = adopted(look().orElseThrow()).orElseThrow();
        Score decayed = scores.getOrDefault("2", Score.NONE);
        story.tell("In another year, version 2 was right on " + decayed);

        story.chapter("Version " + made + " goes through a canary as any other");
        await(
                seen -> seen.phase().equals("Stable") && seen.stable().equals(Optional.of(made)),
                () -> another(applicants),
                "version " + made + " was not promoted");
        scores.clear();
        for (int i = 0; i < AFTER; i++) {
            another(applicants);
        }
        Score after = scores.getOrDefault(made, Score.NONE);
        return summary(made, decayed, after);
    }

    private void another(Applicants applicants) throws IOException, InterruptedException {
        Applicants.Answer answer = applicants.askInAnotherYear(asked++);
        scores.merge(answer.version(), Score.NONE.and(answer.right()), (sum, one) -> sum.and(one.right() == 1));
    }

    /** What applicants do meanwhile. */
    private interface Meanwhile {
        void go() throws IOException, InterruptedException;
    }

    private void await(Predicate<DeploymentView> reached, Meanwhile meanwhile, String otherwise)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<DeploymentView> seen = look();
            seen.ifPresent(this::tell);
            if (seen.filter(reached).isPresent()) {
                return;
            }
            meanwhile.go();
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new UserError(otherwise + " within " + PATIENCE.toMinutes() + " minutes");
    }

    private Optional<DeploymentView> look() {
        return deployments.find(NAME).filter(o -> o.has("status")).map(DeploymentView::new);
    }

    private static Optional<String> adopted(DeploymentView seen) {
        JsonNode version = seen.object().at("/status/retraining/adopted/model/version");
        return version.isTextual() ? Optional.of(version.asText()) : Optional.empty();
    }

    private void tell(DeploymentView seen) {
        String phase = seen.phase()
                + seen.candidate()
                        .map(c -> ", candidate " + c + " at " + seen.weight().orElse("0%"))
                        .orElse("");
        String retraining = seen.object().at("/status/retraining/message").asText();
        if (!phase.equals(shownPhase)) {
            shownPhase = phase;
            story.tell(phase);
        }
        if (!retraining.equals(shownRetraining)) {
            shownRetraining = retraining;
            story.tell("  retraining: " + retraining);
        }
    }

    private boolean summary(String made, Score decayed, Score after) {
        JsonNode past = look().orElseThrow().object().at("/status/retraining/history/0");
        story.chapter("Summary");
        story.plain("version 2 was right on " + decayed + " in another year; version " + made + " is on " + after);
        story.plain("by its own report, on rows held out: "
                + past.at("/report/summary").asText());
        boolean promoted = past.path("outcome").asText().equals("Promoted");
        story.plain("the training ended as " + past.path("outcome").asText() + ", started by: "
                + past.at("/training/cause").asText());
        return promoted && after.all() == AFTER && after.share() > decayed.share();
    }
}
