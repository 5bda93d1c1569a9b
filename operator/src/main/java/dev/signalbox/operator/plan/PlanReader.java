package dev.signalbox.operator.plan;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one spec into a plan, noting everything that is wrong with it. */
final class PlanReader {
    private static final Pattern URI_SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):.*");
    private static final List<String> SCHEMES = List.of("file", "pvc", "http", "https", "s3");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private final Problems problems = new Problems();

    private PlanReader() {}

    static PlanResult read(@Nullable ModelDeploymentSpec spec) {
        PlanReader reader = new PlanReader();
        if (spec == null) {
            reader.problems.add("spec", "is required");
            return new PlanResult(null, reader.problems.all());
        }
        ModelArtifact model = reader.model(spec.model());
        ServerPlan server = new ServerReader(reader.problems).read(spec.server());
        RolloutRules rollout = new RolloutReader(reader.problems).read(spec.rollout());
        RoutingRules routing = new RoutingReader(reader.problems).read(spec.routing(), spec.automation());
        boolean ours = spec.server() == null || spec.server().image() == null;
        var alarms = new AlarmReader(reader.problems)
                .read(spec.alarms(), ours ? JudgePolicy.DEFAULT_ALARMS : JudgePolicy.ROUTER_ALARMS);
        new AutomationReader(reader.problems)
                .check(AutomationReader.quiet(spec.automation()), AlarmReader.names(spec.alarms(), alarms));
        RetrainingRules retraining = new RetrainingReader(reader.problems).read(spec.retraining());
        return model != null && reader.problems.none()
                ? new PlanResult(new RolloutPlan(model, server, rollout, routing, alarms, retraining), List.of())
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
}
