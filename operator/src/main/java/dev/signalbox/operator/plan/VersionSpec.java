package dev.signalbox.operator.plan;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What must run: a model and its server. Two that are equal have the same fingerprint, on every platform and at any time. */
public record VersionSpec(ModelArtifact model, ServerPlan server) {
    /** Short enough for an annotation or a file name; a platform keeps it beside what it started. */
    public String fingerprint() {
        StringBuilder text = new StringBuilder();
        add(text, model.version().id());
        add(text, model.uri());
        add(text, model.sha256());
        add(text, Integer.toString(server.replicas()));
        ServerPlan.Fragment pod = server.pod();
        add(text, pod.image());
        pod.requests().forEach((name, quantity) -> add(text, "r:" + name + "=" + quantity));
        pod.limits().forEach((name, quantity) -> add(text, "l:" + name + "=" + quantity));
        Stream.of(server.scaling(), pod.batching(), pod.pod())
                .filter(Objects::nonNull)
                .forEach(more -> add(text, more.toString()));
        return sha256(text.toString()).substring(0, 16);
    }

    private static void add(StringBuilder text, @Nullable String part) {
        text.append(part == null ? "-" : part.length() + ":" + part).append('\n');
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
