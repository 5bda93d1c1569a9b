package dev.signalbox.operator.kubernetes;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.retraining.TrainingKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Names of a version's objects: DNS labels of at most 63 characters that begin with a letter, one per version. */
final class ObjectNames {
    /* A version of letters and digits alone cannot be mistaken for a part of another deployment's name. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9]{1,20}");
    private static final int LONGEST = 63;

    private ObjectNames() {}

    static String of(DeploymentName name, ModelVersion version) {
        String start = Character.isDigit(name.name().charAt(0)) ? "m" + name.name() : name.name();
        String plain = start + "-" + version.id();
        if (PLAIN.matcher(version.id()).matches() && plain.length() <= LONGEST) {
            return plain;
        }
        String hash = hash(name.name() + "/" + version.id());
        String label = version.id().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        String cut = label.substring(0, Math.min(label.length(), 20));
        int room = LONGEST - cut.length() - hash.length() - 2;
        return start.substring(0, Math.min(start.length(), room)) + "-" + cut + "-" + hash;
    }

    /** The name of the Job of one try of a training. */
    static String of(DeploymentName name, TrainingKey key) {
        String start = Character.isDigit(name.name().charAt(0)) ? "m" + name.name() : name.name();
        String end = "-train-" + hash(name.name() + "/" + key);
        return start.substring(0, Math.min(start.length(), LONGEST - end.length())) + end;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
