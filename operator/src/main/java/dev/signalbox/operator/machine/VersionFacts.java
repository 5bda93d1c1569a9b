package dev.signalbox.operator.machine;

import org.jspecify.annotations.Nullable;

/**
 * What a platform sees of one version that it runs.
 *
 * <p>{@code applied} is the fingerprint of the VersionSpec that was carried out last, {@code desired} how many instances
 * that asks for, {@code ready} how many of them are ready and up to date, {@code failure} what went wrong last.
 */
public record VersionFacts(
        String applied,
        int desired,
        int ready,
        Address address,
        @Nullable Failure failure) {
    /**
     * Why instances do not run: how often they crashed since the version was last changed, what the last one said, and
     * whether trying again cannot help (a model that cannot be loaded, an image that does not exist).
     */
    public record Failure(int crashes, String message, boolean permanent) {}

    /** Whether every instance that is asked for is ready. */
    public boolean allReady() {
        return ready >= desired && desired > 0;
    }
}
