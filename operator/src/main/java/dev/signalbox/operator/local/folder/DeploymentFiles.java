package dev.signalbox.operator.local.folder;

import dev.signalbox.api.DeploymentName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files in which users say what they want, as they were when nobody was writing them. Looked at again and again: a file
 * counts once it has stayed the same from one look to the next, so a half written one is not taken for a shorter one, and a file
 * that an editor moves away for a moment is not taken for deleted. Looks come from one thread, questions from any.
 */
public final class DeploymentFiles {
    /** The largest file that is read. */
    public static final int LARGEST = 262_144;

    private final MeshFolder folder;
    private final Clock clock;
    private final Duration calm;
    private final Map<DeploymentName, Sighting> sightings = new ConcurrentHashMap<>();

    /** What identifies the content of a file without reading it. */
    private record Stamp(Instant modified, long size, String file) {}

    /**
     * What was seen of a file at the last look.
     *
     * @param stamp absent: there was none
     * @param settled whether it was the same at the look before
     * @param last what was wanted when it was settled the last time
     */
    private record Sighting(
            @Nullable Stamp stamp,
            boolean settled,
            @Nullable Wish last) {}

    /**
     * What a user wants.
     *
     * @param text absent: nothing, there is no file
     * @param tooLarge whether the file has more than {@link #LARGEST} bytes; the text is cut then
     */
    public record Wish(@Nullable String text, boolean tooLarge) {
        static final Wish NOTHING = new Wish(null, false);
    }

    /** The files of this folder; one that was not modified for the calm time needs no second look. */
    public DeploymentFiles(MeshFolder folder, Clock clock, Duration calm) {
        this.folder = folder;
        this.clock = clock;
        this.calm = calm;
    }

    /**
     * Looks at all files.
     *
     * @return the deployments of which the file is another than it was
     */
    public Set<DeploymentName> look() throws IOException {
        Set<DeploymentName> names = new TreeSet<>(MeshFolder.named(folder.deployments()));
        names.addAll(sightings.keySet());
        Set<DeploymentName> changed = new HashSet<>();
        for (DeploymentName name : names) {
            Sighting before = sightings.get(name);
            Sighting now = look(folder.deployment(name), before);
            sightings.put(name, now);
            if (now.settled() && !now.equals(before)) {
                changed.add(name);
            }
        }
        return changed;
    }

    /** The deployments that have a file, or had one at an earlier look. */
    public Set<DeploymentName> names() {
        return Set.copyOf(sightings.keySet());
    }

    /** What the user wants of a deployment; empty before that is certain. */
    public Optional<Wish> wish(DeploymentName name) {
        return Optional.ofNullable(sightings.get(name)).map(Sighting::last);
    }

    /** Looks for this one too from now on, even if there is no file. */
    public void expect(DeploymentName name) {
        sightings.putIfAbsent(name, new Sighting(new Stamp(Instant.MIN, 0, ""), false, null));
    }

    /** Does not look for this one any more, unless there is a file. */
    public void forget(DeploymentName name) {
        sightings.remove(name);
    }

    private Sighting look(Path file, @Nullable Sighting before) throws IOException {
        Wish last = before == null ? null : before.last();
        Stamp stamp = stampOf(file);
        boolean same = before != null && Objects.equals(stamp, before.stamp());
        if (stamp == null) {
            return new Sighting(null, same, same ? Wish.NOTHING : last);
        }
        if (before != null && same && before.settled()) {
            return before;
        }
        boolean old = stamp.modified().isBefore(clock.instant().minus(calm));
        Wish read = same || old ? read(file) : null;
        boolean settled = read != null && stamp.equals(stampOf(file));
        return new Sighting(stamp, settled, settled ? read : last);
    }

    private static @Nullable Stamp stampOf(Path file) throws IOException {
        try {
            BasicFileAttributes seen = Files.readAttributes(file, BasicFileAttributes.class);
            return seen.isRegularFile()
                    ? new Stamp(seen.lastModifiedTime().toInstant(), seen.size(), String.valueOf(seen.fileKey()))
                    : null;
        } catch (NoSuchFileException absent) {
            return null;
        }
    }

    private static @Nullable Wish read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            return new Wish(new String(bytes, StandardCharsets.UTF_8), bytes.length > LARGEST);
        } catch (NoSuchFileException gone) {
            return null;
        }
    }
}
