package dev.signalbox.monitor.callbacks;

import dev.signalbox.api.DeploymentName;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What decisions are signed with: a file for each secret, read anew each time, so that one that is replaced counts at once. A deployment
 * can name those of its own namespace alone. Thread safe.
 */
@Singleton
class CallbackSecrets {
    private static final long LARGEST = 4_096;

    private final @Nullable Path folder;

    CallbackSecrets(CallbackConfig config) {
        this.folder = config.secrets()
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(Path::of)
                .orElse(null);
    }

    /** The bytes of a secret, without white space around them; empty where it is not there, or is too large. */
    Optional<byte[]> of(DeploymentName deployment, String name) {
        if (folder == null) {
            return Optional.empty();
        }
        Path file = folder.resolve(deployment.namespace() + "." + name);
        try {
            if (Files.size(file) > LARGEST) {
                return Optional.empty();
            }
            String text = Files.readString(file, StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
