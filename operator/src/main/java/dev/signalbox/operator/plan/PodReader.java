package dev.signalbox.operator.plan;

import dev.signalbox.operator.spec.Pod;
import dev.signalbox.operator.spec.Pod.Env;
import dev.signalbox.operator.spec.Pod.KeyOf;
import dev.signalbox.operator.spec.Pod.Toleration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Checks a fragment of a pod template: what a cluster would refuse when the pods are made is refused before. */
record PodReader(Problems problems, String path, List<String> ours) {
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,252}");
    private static final Pattern OBJECT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
    private static final Pattern KEY =
            Pattern.compile("([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?");

    PodReader {
        ours = List.copyOf(ours);
    }

    void check(@Nullable Pod pod) {
        if (pod == null) {
            return;
        }
        problems.within(path + ".port", pod.port(), 1, 65_535);
        strings(".args", pod.args());
        names(".imagePullSecrets", pod.imagePullSecrets());
        object(".serviceAccountName", pod.serviceAccountName());
        object(".priorityClassName", pod.priorityClassName());
        environment(pod.env());
        tolerations(pod.tolerations());
        keys(".nodeSelector", pod.nodeSelector());
        keys(".annotations", pod.annotations());
        if (pod.nodeSelector() != null) {
            pod.nodeSelector().forEach((key, value) -> {
                if (value == null || !LABEL.matcher(value).matches()) {
                    wrong(".nodeSelector." + key, "must be a label value", value);
                }
            });
        }
    }

    private void strings(String field, @Nullable List<@Nullable String> given) {
        for (int i = 0; given != null && i < given.size(); i++) {
            if (given.get(i) == null) {
                problems.add(path + field + "[" + i + "]", "is required");
            }
        }
    }

    private void names(String field, @Nullable List<@Nullable String> given) {
        strings(field, given);
        for (int i = 0; given != null && i < given.size(); i++) {
            object(field + "[" + i + "]", given.get(i));
        }
    }

    private void object(String field, @Nullable String name) {
        if (name != null && !OBJECT.matcher(name).matches()) {
            wrong(field, "must be the name of an object", name);
        }
    }

    private void keys(String field, @Nullable Map<String, String> given) {
        if (given != null) {
            given.keySet().stream()
                    .filter(key -> !KEY.matcher(key).matches())
                    .forEach(key -> wrong(field, "must have keys such as example.org/name", key));
        }
    }

    private void environment(@Nullable List<@Nullable Env> given) {
        Set<String> names = new HashSet<>();
        for (int i = 0; given != null && i < given.size(); i++) {
            Env variable = given.get(i);
            String at = ".env[" + i + "]";
            String name = variable == null ? null : variable.name();
            if (variable == null || name == null) {
                problems.add(path + at + ".name", "is required");
                continue;
            }
            if (!VARIABLE.matcher(name).matches()) {
                wrong(at + ".name", "must be the name of a variable", name);
            }
            if (ours.contains(name)) {
                wrong(at + ".name", "must be left to the operator", name);
            }
            if (!names.add(name)) {
                wrong(at + ".name", "must be unique", name);
            }
            long said = Stream.of(variable.secret(), variable.configMap(), variable.value())
                    .filter(java.util.Objects::nonNull)
                    .count();
            if (said != 1) {
                problems.add(path + at, "must have one of value, secret and configMap, but has " + said);
            }
            key(at + ".secret", variable.secret());
            key(at + ".configMap", variable.configMap());
        }
    }

    private void key(String at, @Nullable KeyOf key) {
        if (key == null) {
            return;
        }
        if (key.name() == null) {
            problems.add(path + at + ".name", "is required");
        }
        if (key.key() == null) {
            problems.add(path + at + ".key", "is required");
        }
        object(at + ".name", key.name());
    }

    private void tolerations(@Nullable List<@Nullable Toleration> given) {
        for (int i = 0; given != null && i < given.size(); i++) {
            Toleration toleration = given.get(i);
            String at = ".tolerations[" + i + "]";
            if (toleration == null) {
                problems.add(path + at, "is required");
                continue;
            }
            if (toleration.key() == null && !"Exists".equals(toleration.operator())) {
                problems.add(path + at + ".key", "is required unless operator is Exists");
            }
            if ("Exists".equals(toleration.operator()) && toleration.value() != null) {
                wrong(at + ".value", "must be absent where operator is Exists", toleration.value());
            }
        }
    }

    private void wrong(String field, String rule, @Nullable String value) {
        problems.add(path + field, rule + ", but is \"" + Durations.shown(String.valueOf(value)) + "\"");
    }
}
