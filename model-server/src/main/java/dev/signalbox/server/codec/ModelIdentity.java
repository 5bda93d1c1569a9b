package dev.signalbox.server.codec;

import dev.signalbox.api.ModelVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a model is called in requests and answers. */
public record ModelIdentity(String name, ModelVersion version) {
    private static final int SHOWN = 80;

    /** What is wrong with a name, and a version if one is asked for, that are not these; empty if they are. */
    public Optional<String> unlike(String otherName, @Nullable String otherVersion) {
        if (!name.equals(otherName)) {
            return Optional.of("model must be \"" + name + "\", the only one here, got \"" + shown(otherName) + "\"");
        }
        if (otherVersion != null && !version.id().equals(otherVersion)) {
            return Optional.of(
                    "version must be \"" + version + "\", the only one here, got \"" + shown(otherVersion) + "\"");
        }
        return Optional.empty();
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
