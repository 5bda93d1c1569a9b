package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.retraining.RetrainingRecords;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Memory;
import dev.signalbox.operator.spec.ModelDeploymentStatus.Version;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the state back from a status that {@link StatusReport} wrote. */
public final class StatusReader {
    private StatusReader() {}

    /** The state; a fresh one where nothing was ever written. A status that makes no sense is an IllegalArgumentException. */
    public static RolloutState state(@Nullable ModelDeploymentStatus status, Instant now) {
        if (status == null || status.phase() == null) {
            return RolloutState.fresh(now);
        }
        Memory memory = status.memory();
        if (memory == null) {
            throw new IllegalArgumentException("status.memory is required where status.phase is set");
        }
        Versions versions = new Versions(
                status.stable() == null ? null : serving("status.stable", status.stable()),
                candidate(status.candidate()),
                orEmpty(memory.retiring()).stream()
                        .map(v -> serving("status.memory.retiring", v))
                        .toList(),
                memory.refused() == null ? null : version("status.memory.refused", memory.refused()));
        RouteMemory route = new RouteMemory(memory.routeRevision(), instantOrNull(memory.routeChangedAt()));
        List<Past> history =
                orEmpty(status.history()).stream().map(StatusReader::past).toList();
        return new RolloutState(
                phase(status, memory),
                versions,
                route,
                memory.accepted(),
                history,
                command(status.command()),
                RetrainingRecords.read(status.retraining()));
    }

    private static @Nullable CommandOutcome command(ModelDeploymentStatus.@Nullable Answer command) {
        String field = "status.command";
        return command == null
                ? null
                : new CommandOutcome(
                        Require.present(field + ".text", command.text()),
                        "Done".equals(command.outcome()),
                        Require.present(field + ".message", command.message()),
                        instant(field + ".at", command.at()));
    }

    private static RolloutPhase phase(ModelDeploymentStatus status, Memory memory) {
        Instant since = instant("status.phaseSince", status.phaseSince());
        String name = Require.present("status.phase", status.phase());
        return switch (name) {
            case "Held" ->
                new RolloutPhase.Held(
                        plain(Require.present("status.memory.heldPhase", memory.heldPhase()), since, status),
                        why(status),
                        since);
            case "Paused" ->
                new RolloutPhase.Paused(
                        plain(Require.present("status.memory.heldPhase", memory.heldPhase()), since, status), since);
            case "RollingBack" -> new RolloutPhase.RollingBack(why(status), since);
            case "RolledBack" -> new RolloutPhase.RolledBack(why(status), since);
            default -> plain(name, since, status);
        };
    }

    private static RolloutPhase plain(String name, Instant since, ModelDeploymentStatus status) {
        Memory memory = Require.present("status.memory", status.memory());
        return switch (name) {
            case "Pending" -> new RolloutPhase.Pending(since);
            case "Preparing" -> new RolloutPhase.Preparing(since);
            case "Canary" -> {
                var candidate = Require.present("status.candidate", status.candidate());
                int step = Require.present("status.candidate.step", candidate.step());
                yield new RolloutPhase.Canary(
                        (int) Require.within("status.candidate.step", step, 1, 1_000) - 1,
                        since,
                        instantOrNull(memory.acknowledgedAt()),
                        memory.goingTo());
            }
            case "Shadowing" -> new RolloutPhase.Shadowing(since, instantOrNull(memory.acknowledgedAt()));
            case "Preview" -> new RolloutPhase.Preview(since, instantOrNull(memory.acknowledgedAt()));
            case "Cutover" -> new RolloutPhase.Cutover(since, instantOrNull(memory.acknowledgedAt()));
            case "Promoting" -> new RolloutPhase.Promoting(since);
            case "Stable" -> new RolloutPhase.Stable(since);
            case "Deleting" -> new RolloutPhase.Deleting(since);
            default -> throw new IllegalArgumentException("status.phase must be a phase, got \"" + name + "\"");
        };
    }

    private static Explanation why(ModelDeploymentStatus status) {
        String message = status.message();
        return new Explanation(
                Reason.of(Require.present("status.reason", status.reason())), message == null ? "" : message);
    }

    private static Versions.@Nullable Candidate candidate(ModelDeploymentStatus.@Nullable Candidate candidate) {
        if (candidate == null) {
            return null;
        }
        return new Versions.Candidate(
                version(
                        "status.candidate.artifact",
                        Require.present("status.candidate.artifact", candidate.artifact())),
                instant("status.candidate.startedAt", candidate.startedAt()),
                instantOrNull(candidate.servingSince()));
    }

    private static Versions.Serving serving(String field, Version version) {
        return new Versions.Serving(version(field, version), instant(field + ".since", version.since()));
    }

    private static VersionSpec version(String field, Version version) {
        ModelArtifact model = new ModelArtifact(
                new ModelVersion(Require.present(field + ".version", version.version())),
                Require.present(field + ".uri", version.uri()),
                version.sha256());
        return new VersionSpec(model, ServerPlan.ofSpec(Require.present(field + ".server", version.server())));
    }

    private static Past past(ModelDeploymentStatus.Past past) {
        String field = "status.history";
        String message = past.message();
        return new Past(
                new ModelVersion(Require.present(field + ".version", past.version())),
                Past.Outcome.valueOf(Require.present(field + ".outcome", past.outcome())),
                new Explanation(
                        Reason.of(Require.present(field + ".reason", past.reason())), message == null ? "" : message),
                instant(field + ".startedAt", past.startedAt()),
                instant(field + ".endedAt", past.endedAt()));
    }

    private static Instant instant(String field, @Nullable String text) {
        Instant read = instantOrNull(Require.present(field, text));
        return Require.present(field, read);
    }

    private static @Nullable Instant instantOrNull(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("status must have times as ISO 8601 text, got \"" + text + "\"", e);
        }
    }

    private static <T> List<T> orEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
