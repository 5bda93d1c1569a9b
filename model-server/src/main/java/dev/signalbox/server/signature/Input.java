package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One named tensor that the model takes.
 *
 * <p>{@code nullable} says whether {@code null} is allowed and means a missing value. {@code categories} are the texts that a
 * category may be, in the order of their indexes; a text that is not among them is an unknown category, not an error.
 */
public record Input(String name, Datatype datatype, Shape shape, Domain domain) {
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.:/ -]{0,127}");
    static final String NAME_RULE = "1 to 128 letters, digits, '_', '.', ':', '/', ' ' or '-'";

    private static final Set<InputKind> OF_BYTES = Set.of(InputKind.CATEGORY, InputKind.TEXT, InputKind.IMAGE);

    public Input {
        Require.matching("name", name, NAME, NAME_RULE);
        Require.present("datatype", datatype);
        Require.present("shape", shape);
        InputKind kind = Require.present("domain", domain).kind();
        if (OF_BYTES.contains(kind) != (datatype == Datatype.BYTES)) {
            throw new IllegalArgumentException(
                    "datatype must be BYTES for a category, a text or an image and for nothing else, got " + datatype
                            + " for kind " + kind.name().toLowerCase(java.util.Locale.ROOT));
        }
        if (kind == InputKind.IMAGE && !shape.equals(Shape.COLUMN)) {
            throw new IllegalArgumentException("shape must be [-1] for an image, got " + shape);
        }
        if (kind == InputKind.FLAG && datatype != Datatype.BOOL && !datatype.isWhole()) {
            throw new IllegalArgumentException(
                    "datatype must be BOOL or that of an integer for a flag, got " + datatype);
        }
    }

    /** Whether {@code null} is allowed. */
    public boolean nullable() {
        return domain.nullable();
    }

    /** Whether its values are in no record of a request. */
    public boolean masked() {
        return domain.masked();
    }

    /** How a model takes its pictures; of an image alone. */
    public ImageSpec image() {
        return Require.present("image", domain.image());
    }

    /** What an input may hold, and whether it is nobody's business. */
    public record Domain(
            InputKind kind,
            boolean nullable,
            Categories categories,
            boolean masked,
            @Nullable ImageSpec image) {
        public Domain {
            Require.present("kind", kind);
            Require.present("categories", categories);
            if ((kind == InputKind.CATEGORY) == categories.texts().isEmpty()) {
                throw new IllegalArgumentException("categories must be given for a category and for nothing else");
            }
            if ((kind == InputKind.IMAGE) != (image != null)) {
                throw new IllegalArgumentException("image must be given for an image and for nothing else");
            }
            if (kind == InputKind.IMAGE && nullable) {
                throw new IllegalArgumentException("nullable must be false for an image");
            }
        }

        /** A domain of anything but pictures. */
        public Domain(InputKind kind, boolean nullable, Categories categories, boolean masked) {
            this(kind, nullable, categories, masked, null);
        }

        /** A domain that is not masked. */
        public Domain(InputKind kind, boolean nullable, Categories categories) {
            this(kind, nullable, categories, false);
        }

        /** Numbers, none missing. */
        public static Domain numbers() {
            return new Domain(InputKind.NUMERIC, false, Categories.NONE);
        }
    }

    /** The texts that a category may be, and their indexes. */
    public record Categories(List<String> texts, Map<String, Integer> indexes) {
        /** No category. */
        public static final Categories NONE = of(List.of());

        private static final int MOST = 100_000;
        private static final int LONGEST = 1_024;

        public Categories {
            texts = List.copyOf(texts);
            indexes = Map.copyOf(indexes);
        }

        /** These texts, in the order of their indexes. */
        public static Categories of(List<String> texts) {
            Require.atMost("categories", MOST, texts);
            Map<String, Integer> indexes = HashMap.newHashMap(texts.size());
            for (String text : texts) {
                Require.atMost("categories", LONGEST, text);
                if (indexes.put(text, indexes.size()) != null) {
                    throw new IllegalArgumentException("categories must differ, got \"" + text + "\" twice");
                }
            }
            return new Categories(texts, indexes);
        }

        /** The index of a text; empty if it is none of these. */
        public OptionalInt indexOf(String text) {
            Integer index = indexes.get(text);
            return index == null ? OptionalInt.empty() : OptionalInt.of(index);
        }
    }
}
