package dev.signalbox.operator.plan;

import dev.signalbox.operator.spec.ModelDeploymentSpec.Autoscaling;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Batching;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Resources;
import dev.signalbox.operator.spec.ModelDeploymentSpec.Server;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.server}. */
record ServerReader(Problems problems) {
    private static final Pattern QUANTITY = Pattern.compile("[0-9]{1,15}(\\.[0-9]{1,9})?(m|[kKMGTPE]i?)?");
    private static final String PATH = "spec.server";
    private static final int MOST_REPLICAS = 1_000;
    private static final int MOST_RESOURCES = 16;
    private static final int USUAL_CPU = 70;

    /* What the operator itself says to a model server; said otherwise, it would not be the version that it is taken for. */
    private static final List<String> OURS = List.of(
            "SIGNALBOX_MODEL_DEPLOYMENT", "SIGNALBOX_MODEL_VERSION", "SIGNALBOX_MODEL_URI", "SIGNALBOX_INSTANCE");

    ServerPlan read(@Nullable Server server) {
        if (server == null) {
            return ServerPlan.DEFAULT;
        }
        Integer replicas = server.replicas();
        problems.within(PATH + ".replicas", replicas, 1, MOST_REPLICAS);
        String image = server.image();
        if (image != null && (image.isBlank() || image.length() > 512)) {
            problems.add(PATH + ".image", "must have 1 to 512 characters, but is \"" + Durations.shown(image) + "\"");
        }
        ServerPlan.Scaling scaling = scaling(server.autoscaling());
        if (scaling != null && replicas != null) {
            problems.add(PATH + ".replicas", "must be absent where autoscaling is given, but is " + replicas);
        }
        batching(server.batching());
        Resources resources = server.resources();
        Map<String, String> requests =
                quantities(PATH + ".resources.requests", resources == null ? null : resources.requests());
        if (scaling != null && scaling.targetCpu() != null && !requests.containsKey("cpu")) {
            problems.add(
                    PATH + ".resources.requests.cpu",
                    "is required where autoscaling.targetCpu holds, which is a share of it");
        }
        new PodReader(problems, PATH + ".pod", OURS).check(server.pod());
        var pod = new ServerPlan.Fragment(
                image,
                requests,
                quantities(PATH + ".resources.limits", resources == null ? null : resources.limits()),
                server.batching(),
                server.pod());
        int least = scaling != null ? scaling.least() : replicas == null ? 1 : replicas;
        return new ServerPlan(least, scaling, pod);
    }

    private ServerPlan.@Nullable Scaling scaling(@Nullable Autoscaling given) {
        if (given == null) {
            return null;
        }
        String path = PATH + ".autoscaling";
        problems.within(path + ".minReplicas", given.minReplicas(), 1, MOST_REPLICAS);
        problems.within(path + ".maxReplicas", given.maxReplicas(), 1, MOST_REPLICAS);
        problems.within(path + ".targetCpu", given.targetCpu(), 1, 100);
        problems.within(path + ".targetConcurrency", given.targetConcurrency(), 1, 100_000);
        int least = given.minReplicas() == null ? 1 : given.minReplicas();
        if (given.maxReplicas() == null) {
            problems.add(path + ".maxReplicas", "is required");
            return null;
        }
        if (given.maxReplicas() < least) {
            problems.add(
                    path + ".maxReplicas",
                    "must be at least minReplicas, but is " + given.maxReplicas() + " below " + least);
        }
        boolean neither = given.targetCpu() == null && given.targetConcurrency() == null;
        return new ServerPlan.Scaling(
                least,
                given.maxReplicas(),
                neither ? Integer.valueOf(USUAL_CPU) : given.targetCpu(),
                given.targetConcurrency());
    }

    private void batching(@Nullable Batching given) {
        if (given != null) {
            String path = PATH + ".batching";
            problems.within(path + ".maxSize", given.maxSize(), 1, 4_096);
            problems.duration(path + ".maxDelay", given.maxDelay(), Duration.ZERO, Duration.ofMinutes(1));
        }
    }

    Map<String, String> quantities(String field, @Nullable Map<String, String> given) {
        Map<String, String> read = new TreeMap<>();
        if (given == null) {
            return read;
        }
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
}
