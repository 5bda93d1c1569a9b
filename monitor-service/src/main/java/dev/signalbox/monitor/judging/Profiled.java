package dev.signalbox.monitor.judging;

import dev.signalbox.api.profile.ReferenceProfile;
import dev.signalbox.monitor.profile.ProfileSlice;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Profiles of both versions over the time that is judged, of stable before it, and of the data that both were trained on. */
public record Profiled(
        List<ProfileSlice> candidate,
        List<ProfileSlice> stable,
        List<ProfileSlice> stableBefore,
        ReferenceProfile candidateBaseline,
        ReferenceProfile stableBaseline) {
    private static final ReferenceProfile NO_BASELINE =
            new ReferenceProfile(ReferenceProfile.VERSION, 0, Map.of(), Map.of());

    /** No profiles at all. */
    public static final Profiled NOTHING = new Profiled(List.of(), List.of(), List.of(), NO_BASELINE, NO_BASELINE);

    public Profiled {
        candidate = inOrder(candidate);
        stable = inOrder(stable);
        stableBefore = inOrder(stableBefore);
    }

    private static List<ProfileSlice> inOrder(List<ProfileSlice> slices) {
        return slices.stream().sorted(Comparator.comparing(ProfileSlice::start)).toList();
    }
}
