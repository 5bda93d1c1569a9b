package dev.signalbox.server.profile;

import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import java.util.Map;
import java.util.TreeMap;

/** What was seen of all features and outputs of one model over some time. */
public record Profiles(Map<String, FeatureProfile> features, Map<String, OutputProfile> outputs) {
    /** Nothing was seen. */
    public static final Profiles NONE = new Profiles(Map.of(), Map.of());

    public Profiles {
        features = Map.copyOf(features);
        outputs = Map.copyOf(outputs);
    }

    /** The sum of both, which must be of the same model. */
    public Profiles merge(Profiles other) {
        Map<String, FeatureProfile> allFeatures = new TreeMap<>(features);
        other.features.forEach((name, profile) -> allFeatures.merge(name, profile, FeatureProfile::merge));
        Map<String, OutputProfile> allOutputs = new TreeMap<>(outputs);
        other.outputs.forEach((name, profile) -> allOutputs.merge(name, profile, OutputProfile::merge));
        return new Profiles(allFeatures, allOutputs);
    }
}
