package dev.signalbox.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** Names an immutable model artifact under a deployment, such as {@code 7} or {@code 2026-05-01.a}. */
public record ModelVersion(String id) implements Comparable<ModelVersion> {
    /* A Kubernetes label value; shorter, because it also becomes a part of object names. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9._]{0,38}[A-Za-z0-9])?");

    @JsonCreator
    public ModelVersion {
        Require.matching(
                "version", id, FORM, "1 to 40 letters, digits, '-', '_' or '.', with a letter or digit at both ends");
    }

    @Override
    public int compareTo(ModelVersion other) {
        return id.compareTo(other.id);
    }

    @Override
    @JsonValue
    public String toString() {
        return id;
    }
}
