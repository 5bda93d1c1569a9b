package dev.signalbox.monitor.drift;

import dev.signalbox.api.profile.FeatureProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Two versions' profiles of the same thing over the same slots of time. Not thread safe. */
public final class SideBySide {
    private final String name;
    private final List<Slot> slots = new ArrayList<>();
    private @Nullable FeatureProfile reference;
    private @Nullable FeatureProfile current;
    private boolean comparable = true;

    /** Profiles of a thing of this name. */
    public SideBySide(String name) {
        this.name = name;
    }

    private record Slot(FeatureProfile reference, FeatureProfile current) {}

    /** Adds a slot that both versions have; slots come in the order of time. */
    public void add(FeatureProfile ofReference, FeatureProfile ofCurrent) {
        if (!sameBins(ofReference, ofCurrent) || (reference != null && !sameBins(reference, ofReference))) {
            comparable = false;
            return;
        }
        slots.add(new Slot(ofReference, ofCurrent));
        reference = reference == null ? ofReference : reference.merge(ofReference);
        current = current == null ? ofCurrent : current.merge(ofCurrent);
    }

    /** The drift of the current version from the reference; empty where they counted in different bins, or nothing. */
    public Optional<Drift> drift() {
        FeatureProfile from = reference;
        FeatureProfile to = current;
        if (!comparable || from == null || to == null) {
            return Optional.empty();
        }
        ChangeEvidence evidence = new ChangeEvidence(counts(from).length);
        for (Slot slot : slots) {
            evidence.observe(counts(slot.reference()), counts(slot.current()));
        }
        return Drift.between(name, from, to, evidence.log());
    }

    private static boolean sameBins(FeatureProfile one, FeatureProfile other) {
        if (one.kind() != other.kind()) {
            return false;
        }
        if (one.values() != null && other.values() != null) {
            return !one.values().edges().isEmpty()
                    && one.values().edges().equals(other.values().edges());
        }
        return one.categories() != null
                && other.categories() != null
                && one.categories()
                        .counts()
                        .keySet()
                        .equals(other.categories().counts().keySet());
    }

    private static long[] counts(FeatureProfile profile) {
        List<Long> counts = new ArrayList<>();
        if (profile.values() != null) {
            counts.addAll(profile.values().counts());
        }
        if (profile.categories() != null) {
            counts.addAll(profile.categories().counts().values());
            counts.add(profile.categories().other());
            counts.add(profile.categories().unseen());
        }
        counts.add(profile.missing());
        return counts.stream().mapToLong(Long::longValue).toArray();
    }
}
