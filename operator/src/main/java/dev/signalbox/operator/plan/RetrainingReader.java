package dev.signalbox.operator.plan;

import dev.signalbox.operator.spec.ModelDeploymentSpec.Resources;
import dev.signalbox.operator.spec.RetrainingSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.retraining}. */
record RetrainingReader(Problems problems) {
    private static final String PATH = "spec.retraining";
    private static final Pattern SETTING = Pattern.compile("[a-z][a-z0-9]{0,19}(-[a-z0-9]{1,20}){0,4}");
    private static final Pattern FOLDER = Pattern.compile("(/|file:|pvc://|s3://)\\S{1,890}");
    private static final Pattern HTTP =
            Pattern.compile("https?://[A-Za-z0-9.:\\[\\]-]+(/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?");
    private static final int LONGEST_VALUE = 256;
    private static final int MOST_SETTINGS = 32;
    private static final double MOST_DRIFT = 10;
    private static final Duration LONGEST = Duration.ofDays(3_650);

    /* What the operator itself says to a trainer. */
    private static final List<String> OURS = List.of(
            "SIGNALBOX_DEPLOYMENT",
            "SIGNALBOX_STABLE_VERSION",
            "SIGNALBOX_STABLE_URI",
            "SIGNALBOX_STABLE_SHA256",
            "SIGNALBOX_NEW_VERSION",
            "SIGNALBOX_EXPORT_URL",
            "SIGNALBOX_OUT",
            "SIGNALBOX_REPORT");

    @Nullable
    RetrainingRules read(@Nullable RetrainingSpec spec) {
        if (spec == null) {
            return null;
        }
        var trainer = new RetrainingRules.Trainer(
                command(spec.command()), job(spec.job()), settings(spec.settings()), out(spec.out()));
        var triggers = new RetrainingRules.Triggers(signals(spec.signals()), schedule(spec.schedule()));
        return new RetrainingRules(trainer, triggers, limits(spec), adoption(spec.adoption()));
    }

    private @Nullable List<String> command(@Nullable List<@Nullable String> given) {
        if (given == null) {
            return null;
        }
        List<String> read = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String part = given.get(i);
            if (part == null || (i == 0 && part.isBlank())) {
                problems.add(PATH + ".command[" + i + "]", "is required");
            } else {
                read.add(part);
            }
        }
        if (given.isEmpty() || given.size() > 64) {
            problems.add(PATH + ".command", "must have 1 to 64 parts, but has " + given.size());
        }
        return read;
    }

    private ServerPlan.Fragment job(RetrainingSpec.@Nullable TrainingJob given) {
        if (given == null) {
            return ServerPlan.Fragment.NONE;
        }
        String path = PATH + ".job";
        String image = given.image();
        if (image != null && (image.isBlank() || image.length() > 512)) {
            problems.add(path + ".image", "must have 1 to 512 characters, but is \"" + Durations.shown(image) + "\"");
        }
        new PodReader(problems, path + ".pod", OURS).check(given.pod());
        if (given.pod() != null && given.pod().port() != null) {
            problems.add(
                    path + ".pod.port",
                    "must be absent, since a trainer listens nowhere, but is "
                            + given.pod().port());
        }
        Resources resources = given.resources();
        ServerReader quantities = new ServerReader(problems);
        return new ServerPlan.Fragment(
                image,
                quantities.quantities(path + ".resources.requests", resources == null ? null : resources.requests()),
                quantities.quantities(path + ".resources.limits", resources == null ? null : resources.limits()),
                null,
                given.pod());
    }

    private Map<String, String> settings(@Nullable Map<String, String> given) {
        Map<String, String> read = new TreeMap<>();
        if (given == null) {
            return read;
        }
        String path = PATH + ".settings";
        if (given.size() > MOST_SETTINGS) {
            problems.add(path, "must have at most " + MOST_SETTINGS + " entries, but has " + given.size());
            return read;
        }
        given.forEach((name, value) -> {
            if (!SETTING.matcher(name).matches()) {
                problems.add(path, "must have names such as learning-rate, but has \"" + Durations.shown(name) + "\"");
            } else if (value == null || value.length() > LONGEST_VALUE) {
                problems.add(path + "." + name, "must be a text of at most " + LONGEST_VALUE + " characters");
            } else {
                read.put(name, value);
            }
        });
        return read;
    }

    private @Nullable String out(@Nullable String given) {
        if (given != null && !FOLDER.matcher(given).matches()) {
            problems.add(
                    PATH + ".out",
                    "must be an absolute path or start with file:, pvc:// or s3://, without spaces, but is \""
                            + Durations.shown(given) + "\"");
        }
        return given;
    }

    private RetrainingRules.@Nullable Signals signals(RetrainingSpec.@Nullable Signals given) {
        if (given == null) {
            return null;
        }
        String path = PATH + ".signals";
        share(path + ".maxDrift", given.maxDrift(), MOST_DRIFT);
        share(path + ".minAccuracy", given.minAccuracy(), 1);
        String maxAge = given.maxAge();
        Duration age = maxAge == null
                ? null
                : problems.reading(
                        path + ".maxAge",
                        () -> Durations.parse(path + ".maxAge", maxAge, Duration.ofSeconds(1), LONGEST));
        if (given.maxDrift() == null && given.minAccuracy() == null && given.maxAge() == null) {
            problems.add(path, "must have one of maxDrift, minAccuracy and maxAge");
        }
        return new RetrainingRules.Signals(given.maxDrift(), given.minAccuracy(), age);
    }

    private void share(String field, @Nullable Double given, double most) {
        if (given != null && !(given > 0 && given <= most)) {
            problems.add(field, "must be more than 0 and at most " + (long) most + ", but is " + given);
        }
    }

    private RetrainingRules.@Nullable Schedule schedule(RetrainingSpec.@Nullable Schedule given) {
        if (given == null) {
            return null;
        }
        String path = PATH + ".schedule";
        String distance = given.every();
        if (distance == null) {
            problems.add(path + ".every", "is required");
            return null;
        }
        Duration every = problems.reading(
                path + ".every", () -> Durations.parse(path + ".every", distance, Duration.ofMinutes(1), LONGEST));
        Instant from = given.from() == null ? Instant.EPOCH : instant(path + ".from", given.from());
        return every == null || from == null ? null : new RetrainingRules.Schedule(every, from);
    }

    private @Nullable Instant instant(String field, String text) {
        try {
            Instant read = Instant.parse(text);
            if (read.isAfter(Instant.EPOCH.minusSeconds(1))
                    && read.isBefore(Instant.EPOCH.plus(LONGEST.multipliedBy(20)))) {
                return read;
            }
        } catch (DateTimeParseException notATime) {
            // Told below, as what is out of reach is.
        }
        problems.add(
                field,
                "must be a time since 1970 such as 2026-01-05T03:00:00Z, but is \"" + Durations.shown(text) + "\"");
        return null;
    }

    private RetrainingRules.Limits limits(RetrainingSpec spec) {
        problems.within(PATH + ".budgetPerWeek", spec.budgetPerWeek(), 1, 50);
        problems.within(PATH + ".history", spec.history(), 1, 20);
        return new RetrainingRules.Limits(
                problems.duration(PATH + ".window", spec.window(), Duration.ofDays(30), Duration.ofDays(365)),
                problems.duration(PATH + ".coolDown", spec.coolDown(), Duration.ofDays(1), Duration.ofDays(90)),
                spec.budgetPerWeek() == null ? 3 : spec.budgetPerWeek(),
                problems.duration(PATH + ".deadline", spec.deadline(), Duration.ofHours(1), Duration.ofDays(7)),
                spec.history() == null ? 5 : spec.history());
    }

    private RetrainingRules.Adoption adoption(RetrainingSpec.@Nullable Adoption given) {
        if (given == null) {
            return new RetrainingRules.Adoption(AdoptionMode.Manual, null);
        }
        String path = PATH + ".adoption";
        AdoptionMode mode = problems.oneOf(path + ".mode", given.mode(), AdoptionMode.values(), AdoptionMode.Manual);
        String webhook = given.webhook();
        if (mode == AdoptionMode.External && webhook == null) {
            problems.add(path + ".webhook", "is required where mode is External");
        }
        if (mode != AdoptionMode.External && webhook != null) {
            problems.add(path + ".webhook", "must be absent unless mode is External");
        }
        if (webhook != null && !HTTP.matcher(webhook).matches()) {
            problems.add(
                    path + ".webhook", "must be an http: or https: URL, but is \"" + Durations.shown(webhook) + "\"");
            return new RetrainingRules.Adoption(mode, null);
        }
        return new RetrainingRules.Adoption(mode, webhook);
    }
}
