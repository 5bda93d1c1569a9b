package dev.signalbox.monitor.profile;

import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What was seen of a version's features, and what it answered, over some time. */
public record Profiles(Map<String, FeatureProfile> features, Map<String, OutputProfile> outputs) {
    /** Of nothing. */
    public static final Profiles NONE = new Profiles(Map.of(), Map.of());

    public Profiles {
        features = Collections.unmodifiableMap(new TreeMap<>(features));
        outputs = Collections.unmodifiableMap(new TreeMap<>(outputs));
    }
}
