package dev.signalbox.operator.plan;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Weight;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads one spec into a plan, noting everything that is wrong with it. */
final class PlanReader {
    private static final Pattern URI_SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):.*");
    private static final List<String> SCHEMES = List.of("file", "pvc", "http", "https", "s3");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");
    private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?(m|[kKMGTPE]i?)?");
    private static final int MOST_STEPS = 20;
    private static final int MOST_RESOURCES = 16;

    private final Problems problems = new Problems();

    private PlanReader() {}

    static PlanResult read(@Nullable ModelDeploymentSpec spec) {
        PlanReader reader = new PlanReader();
        if (spec == null) {
            reader.problems.add("spec", "is required");
            return new PlanResult(null, reader.problems.all());
        }
        ModelArtifact model = reader.model(spec.model());
        ServerPlan server = reader.server(spec.server());
        RolloutRules rollout = reader.rollout(spec.rollout());
        RoutingRules routing = new RoutingReader(reader.problems).read(spec.routing());
        var alarms = new AlarmReader(reader.problems).read(spec.alarms());
        return model != null && reader.problems.none()
                ? new PlanResult(new RolloutPlan(model, server, rollout, routing, alarms), List.of())
                : new PlanResult(null, reader.problems.all());
    }

    private @Nullable ModelArtifact model(ModelDeploymentSpec.@Nullable Model model) {
        if (model == null) {
            problems.add("spec.model", "is required");
            return null;
        }
        ModelVersion version = version(model.version());
        String uri = uri(model.uri());
        String sha256 = model.sha256();
        if (sha256 != null && !SHA256.matcher(sha256).matches()) {
            problems.add(
                    "spec.model.sha256", "must be 64 hexadecimal digits, but is \"" + Durations.shown(sha256) + "\"");
        }
        return version == null || uri == null
                ? null
                : new ModelArtifact(version, uri, sha256 == null ? null : sha256.toLowerCase(java.util.Locale.ROOT));
    }

    private @Nullable ModelVersion version(@Nullable String version) {
        if (version == null) {
            problems.add("spec.model.version", "is required");
            return null;
        }
        try {
            return new ModelVersion(version);
        } catch (IllegalArgumentException e) {
            problems.sentence("spec.model.version", "spec.model." + e.getMessage());
            return null;
        }
    }

    private @Nullable String uri(@Nullable String uri) {
        if (uri == null || uri.isBlank()) {
            problems.add("spec.model.uri", "is required");
            return null;
        }
        var scheme = URI_SCHEME.matcher(uri);
        boolean known = scheme.matches() ? SCHEMES.contains(scheme.group(1)) : uri.startsWith("/");
        boolean plain = uri.length() <= 1024 && uri.chars().noneMatch(c -> c <= ' ' || c == 127);
        if (!known || !plain) {
            problems.add(
                    "spec.model.uri",
                    "must be an absolute path or start with file:, pvc:, http:, https: or s3:, without spaces and with at"
                            + " most 1024 characters, but is \"" + Durations.shown(uri) + "\"");
            return null;
        }
        return uri;
    }

    private ServerPlan server(ModelDeploymentSpec.@Nullable Server server) {
        if (server == null) {
            return ServerPlan.DEFAULT;
        }
        Integer replicas = server.replicas();
        if (replicas != null && (replicas < 1 || replicas > 1000)) {
            problems.add("spec.server.replicas", "must be between 1 and 1000, but is " + replicas);
        }
        String image = server.image();
        if (image != null && (image.isBlank() || image.length() > 512)) {
            problems.add(
                    "spec.server.image", "must have 1 to 512 characters, but is \"" + Durations.shown(image) + "\"");
        }
        ModelDeploymentSpec.Resources resources = server.resources();
        return new ServerPlan(
                replicas == null ? 1 : replicas,
                image,
                quantities("requests", resources == null ? null : resources.requests()),
                quantities("limits", resources == null ? null : resources.limits()));
    }

    private Map<String, String> quantities(String kind, @Nullable Map<String, String> given) {
        Map<String, String> read = new TreeMap<>();
        if (given == null) {
            return read;
        }
        String field = "spec.server.resources." + kind;
        if (given.size() > MOST_RESOURCES) {
            problems.add(field, "must have at most " + MOST_RESOURCES + " entries, but has " + given.size());
            return read;
        }
        given.forEach((name, quantity) -> {
            if (quantity == null || !QUANTITY.matcher(quantity).matches()) {
                problems.add(
                        field + "." + name,
                        "must be a quantity such as 500m or 512Mi, but is \""
                                + Durations.shown(String.valueOf(quantity)) + "\"");
            } else {
                read.put(name, quantity);
            }
        });
        return read;
    }

    private RolloutRules rollout(ModelDeploymentSpec.@Nullable Rollout rollout) {
        if (rollout == null) {
            return RolloutRules.DEFAULT;
        }
        RolloutRules fallback = RolloutRules.DEFAULT;
        Strategy strategy = oneOf("spec.rollout.strategy", rollout.strategy(), Strategy.values(), fallback.strategy());
        OnDeadline onDeadline =
                oneOf("spec.rollout.onDeadline", rollout.onDeadline(), OnDeadline.values(), fallback.onDeadline());
        Duration deadline =
                duration("spec.rollout.deadline", rollout.deadline(), fallback.deadline(), Duration.ofDays(30));
        ModelDeploymentSpec.Canary canary = rollout.canary();
        if (canary != null && strategy != Strategy.Canary) {
            problems.add("spec.rollout.canary", "must be absent where strategy is " + strategy);
        }
        List<CanaryStep> steps = canary == null ? fallback.steps() : steps(canary.steps());
        return new RolloutRules(strategy, steps.isEmpty() ? fallback.steps() : steps, deadline, onDeadline);
    }

    private List<CanaryStep> steps(@Nullable List<ModelDeploymentSpec.@Nullable Step> given) {
        String path = "spec.rollout.canary.steps";
        if (given == null) {
            return RolloutRules.DEFAULT.steps();
        }
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
        Duration duration =
                duration(path + ".duration", step.duration(), RolloutRules.STEP_DURATION, Duration.ofDays(30));
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

    private Duration duration(String field, @Nullable String text, Duration fallback, Duration most) {
        if (text == null) {
            return fallback;
        }
        Duration read = problems.reading(field, () -> Durations.parse(field, text, Duration.ZERO, most));
        return read == null ? fallback : read;
    }

    private <E extends Enum<E>> E oneOf(String field, @Nullable String text, E[] values, E fallback) {
        if (text == null) {
            return fallback;
        }
        for (E value : values) {
            if (value.name().equals(text)) {
                return value;
            }
        }
        String names = Arrays.stream(values).map(Objects::toString).collect(Collectors.joining(" or "));
        problems.add(field, "must be " + names + ", but is \"" + Durations.shown(text) + "\"");
        return fallback;
    }
}
