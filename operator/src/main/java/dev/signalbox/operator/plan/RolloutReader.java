package dev.signalbox.operator.plan;

import dev.signalbox.api.Weight;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.rollout}. */
record RolloutReader(Problems problems) {
    private static final String PATH = "spec.rollout";
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_STEPS = 20;

    RolloutRules read(ModelDeploymentSpec.@Nullable Rollout rollout) {
        if (rollout == null) {
            return RolloutRules.DEFAULT;
        }
        Strategy strategy = problems.oneOf(PATH + ".strategy", rollout.strategy(), Strategy.values(), Strategy.Canary);
        ShadowRules shadow = shadow(rollout.shadow());
        boolean shadows = strategy == Strategy.Shadow;
        boolean ramps = strategy == Strategy.Canary || (shadows && shadow.then() != AfterShadow.BlueGreen);
        boolean cuts = strategy == Strategy.BlueGreen || (shadows && shadow.then() == AfterShadow.BlueGreen);
        String chosen = "strategy is " + strategy + (shadows ? ", then " + shadow.then() : "");
        onlyWhere(shadows, ".shadow", rollout.shadow(), chosen);
        onlyWhere(ramps, ".canary", rollout.canary(), chosen);
        onlyWhere(cuts, ".blueGreen", rollout.blueGreen(), chosen);
        return new RolloutRules(
                strategy, shadow, canary(rollout.canary()), blueGreen(rollout.blueGreen()), gates(rollout));
    }

    private void onlyWhere(boolean fits, String field, @Nullable Object given, String chosen) {
        if (given != null && !fits) {
            problems.add(PATH + field, "must be absent where " + chosen);
        }
    }

    private Gates gates(ModelDeploymentSpec.Rollout rollout) {
        Gates fallback = Gates.DEFAULT;
        return new Gates(
                problems.oneOf(PATH + ".approval", rollout.approval(), Approval.values(), fallback.approval()),
                duration(PATH + ".deadline", rollout.deadline(), fallback.deadline()),
                problems.oneOf(PATH + ".onDeadline", rollout.onDeadline(), OnDeadline.values(), fallback.onDeadline()));
    }

    private ShadowRules shadow(ModelDeploymentSpec.@Nullable Shadow shadow) {
        ShadowRules fallback = ShadowRules.DEFAULT;
        if (shadow == null) {
            return fallback;
        }
        String path = PATH + ".shadow";
        String text = shadow.percent();
        Weight percent = text == null
                ? fallback.percent()
                : problems.reading(path + ".percent", () -> Weight.parse(path + ".percent", text));
        if (Weight.NONE.equals(percent)) {
            problems.add(path + ".percent", "must be more than 0%, but is " + text);
        }
        return new ShadowRules(
                percent == null ? fallback.percent() : percent,
                duration(path + ".duration", shadow.duration(), fallback.duration()),
                problems.oneOf(path + ".then", shadow.then(), AfterShadow.values(), fallback.then()));
    }

    private BlueGreenRules blueGreen(ModelDeploymentSpec.@Nullable BlueGreen blueGreen) {
        BlueGreenRules fallback = BlueGreenRules.DEFAULT;
        String path = PATH + ".blueGreen";
        return blueGreen == null
                ? fallback
                : new BlueGreenRules(
                        duration(path + ".preview", blueGreen.preview(), fallback.preview()),
                        duration(path + ".keepPrevious", blueGreen.keepPrevious(), fallback.keepPrevious()));
    }

    private CanaryRules canary(ModelDeploymentSpec.@Nullable Canary canary) {
        CanaryRules fallback = CanaryRules.DEFAULT;
        if (canary == null) {
            return fallback;
        }
        List<CanaryStep> steps = canary.steps() == null ? fallback.steps() : steps(canary.steps());
        return new CanaryRules(
                steps.isEmpty() ? fallback.steps() : steps,
                problems.oneOf(
                        PATH + ".canary.candidateReplicas",
                        canary.candidateReplicas(),
                        CandidateReplicas.values(),
                        fallback.replicas()));
    }

    private List<CanaryStep> steps(List<ModelDeploymentSpec.@Nullable Step> given) {
        String path = PATH + ".canary.steps";
        if (given.isEmpty() || given.size() > MOST_STEPS) {
            problems.add(path, "must have 1 to " + MOST_STEPS + " steps, but has " + given.size());
            return List.of();
        }
        List<CanaryStep> steps = new ArrayList<>();
        Weight before = Weight.NONE;
        for (int i = 0; i < given.size(); i++) {
            CanaryStep step = step(path + "[" + i + "]", given.get(i), before);
            if (step != null) {
                steps.add(step);
                before = step.weight();
            }
        }
        return steps;
    }

    private @Nullable CanaryStep step(String path, ModelDeploymentSpec.@Nullable Step step, Weight before) {
        String text = step == null ? null : step.weight();
        if (step == null || text == null) {
            problems.add(path + ".weight", "is required");
            return null;
        }
        Duration duration = duration(path + ".duration", step.duration(), CanaryRules.STEP_DURATION);
        Weight weight = problems.reading(path + ".weight", () -> Weight.parse(path + ".weight", text));
        if (weight == null) {
            return null;
        }
        if (weight.compareTo(before) <= 0) {
            problems.add(
                    path + ".weight",
                    before.equals(Weight.NONE)
                            ? "must be more than 0%, but is " + text
                            : "must rise, but is " + weight + " after " + before);
            return null;
        }
        return new CanaryStep(weight, duration);
    }

    private Duration duration(String field, @Nullable String text, Duration fallback) {
        return problems.duration(field, text, fallback, LONGEST);
    }
}
