package dev.signalbox.monitor.profile;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.profile.BinnedNumbers;
import dev.signalbox.api.profile.CategoryCounts;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.OutputProfile;
import dev.signalbox.api.profile.ProfileKind;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the numbers of profiles mean: which features and outputs there are, in which bins and categories. */
public record ProfileShape(List<Entry> features, List<Entry> outputs) {
    public ProfileShape {
        features = List.copyOf(features);
        outputs = List.copyOf(outputs);
    }

    /** One feature or output: {@code edges} of numbers, or {@code categories}, and the edges of a confidence if there is one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Entry(
            String name,
            ProfileKind kind,
            @Nullable List<Double> edges,
            @Nullable List<String> categories,
            @Nullable List<Double> confidence) {
        static Entry of(String name, FeatureProfile profile) {
            return new Entry(name, profile.kind(), edges(profile.values()), names(profile.categories()), null);
        }

        static Entry of(String name, OutputProfile profile) {
            return new Entry(
                    name,
                    profile.kind(),
                    edges(profile.values()),
                    names(profile.categories()),
                    edges(profile.confidence()));
        }

        private static @Nullable List<Double> edges(@Nullable BinnedNumbers numbers) {
            return numbers == null ? null : numbers.edges();
        }

        private static @Nullable List<String> names(@Nullable CategoryCounts counts) {
            return counts == null ? null : List.copyOf(counts.counts().keySet());
        }
    }

    /** The shape of these profiles. */
    public static ProfileShape of(Map<String, FeatureProfile> features, Map<String, OutputProfile> outputs) {
        List<Entry> ofFeatures = new ArrayList<>(features.size());
        features.forEach((name, profile) -> ofFeatures.add(Entry.of(name, profile)));
        List<Entry> ofOutputs = new ArrayList<>(outputs.size());
        outputs.forEach((name, profile) -> ofOutputs.add(Entry.of(name, profile)));
        return new ProfileShape(ofFeatures, ofOutputs);
    }

    /** Bytes that differ where shapes do. */
    public byte[] fingerprint() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (List<Entry> entries : List.of(features, outputs)) {
                out.writeInt(entries.size());
                for (Entry entry : entries) {
                    write(out, entry);
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Entry entry) throws IOException {
        write(out, entry.name());
        write(out, entry.kind().name());
        write(out, entry.edges());
        List<String> categories = entry.categories();
        out.writeInt(categories == null ? -1 : categories.size());
        for (String category : categories == null ? List.<String>of() : categories) {
            write(out, category);
        }
        write(out, entry.confidence());
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        out.writeInt(text.length());
        out.writeChars(text);
    }

    private static void write(DataOutputStream out, @Nullable List<Double> numbers) throws IOException {
        out.writeInt(numbers == null ? -1 : numbers.size());
        for (double number : numbers == null ? List.<Double>of() : numbers) {
            out.writeDouble(number);
        }
    }

    /** The profiles that these sums of this shape stand for. */
    public Profiles read(ProfileSums sums) {
        ProfileSums.Reader reader = sums.reader();
        Map<String, FeatureProfile> ofFeatures = new TreeMap<>();
        for (Entry entry : features) {
            ofFeatures.put(entry.name(), feature(entry, reader));
        }
        Map<String, OutputProfile> ofOutputs = new TreeMap<>();
        for (Entry entry : outputs) {
            FeatureProfile values = feature(entry, reader);
            List<Double> confidence = entry.confidence();
            ofOutputs.put(
                    entry.name(), OutputProfile.of(values, confidence == null ? null : numbers(confidence, reader)));
        }
        return new Profiles(ofFeatures, ofOutputs);
    }

    private static FeatureProfile feature(Entry entry, ProfileSums.Reader reader) {
        long missing = reader.count();
        List<Double> edges = entry.edges();
        return edges == null
                ? FeatureProfile.ofCategories(missing, categories(entry, reader))
                : FeatureProfile.ofNumbers(entry.kind(), missing, numbers(edges, reader));
    }

    private static CategoryCounts categories(Entry entry, ProfileSums.Reader reader) {
        Map<String, Long> counts = new TreeMap<>();
        List<String> names = entry.categories();
        for (String name : names == null ? List.<String>of() : names) {
            counts.put(name, reader.count());
        }
        return new CategoryCounts(counts, reader.count(), reader.count());
    }

    private static BinnedNumbers numbers(List<Double> edges, ProfileSums.Reader reader) {
        List<Long> counts = new ArrayList<>(edges.size() + 1);
        for (int bin = 0; bin <= edges.size(); bin++) {
            counts.add(reader.count());
        }
        return new BinnedNumbers(edges, counts, reader.moments());
    }
}
