package dev.signalbox.server.profile;

import dev.signalbox.api.profile.Bins;
import dev.signalbox.api.profile.CategoryCounter;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.NumberTable;
import dev.signalbox.api.profile.ProfileKind;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Counts the elements of one tensor: together, or each column of its rows by itself. Not thread safe. */
abstract sealed class TensorCounter {
    /* A wider tensor is counted as a whole: an embedding's columns mean nothing one by one. */
    private static final int MOST_COLUMNS = 256;

    private final List<String> names;

    private TensorCounter(List<String> names) {
        this.names = names;
    }

    /** The names under which a tensor's columns are counted: {@code x}, or {@code x[0]}, {@code x[1]} and so on. */
    static List<String> columnNames(String name, int valuesPerRow) {
        if (valuesPerRow < 2 || valuesPerRow > MOST_COLUMNS) {
            return List.of(name);
        }
        String[] names = new String[valuesPerRow];
        Arrays.setAll(names, column -> name + "[" + column + "]");
        return List.of(names);
    }

    /** The counter of a tensor of numbers, or of texts by their length, whose columns have these bins by name. */
    static TensorCounter ofNumbers(List<String> names, Manner manner, Function<String, Bins> bins) {
        return new Numbers(names, manner, names.stream().map(bins).toList());
    }

    /** The counter of a tensor of categories. */
    static TensorCounter ofCategories(List<String> names, Function<String, CategoryCounter> counters) {
        return new Categories(names, names.stream().map(counters).toArray(CategoryCounter[]::new));
    }

    /** The counter of pictures: of their brightness, width and height. */
    static TensorCounter ofImages(String name, Manner manner, Function<String, Bins> bins) {
        return ofNumbers(
                Signature.OF_IMAGES.stream().map(ending -> name + ending).toList(), manner, bins);
    }

    /** Numbers or lengths, and whether nobody is to see one of them. */
    record Manner(ProfileKind kind, boolean masked) {
        NumberTable table(List<Bins> bins) {
            return masked ? NumberTable.withoutMoments(bins) : NumberTable.of(bins);
        }
    }

    abstract void add(Elements elements, NoValue none);

    abstract FeatureProfile drain(int column);

    int columns() {
        return names.size();
    }

    void drainInto(Map<String, FeatureProfile> profiles) {
        for (int i = 0; i < names.size(); i++) {
            profiles.put(names.get(i), drain(i));
        }
    }

    /** Which elements have no value. */
    interface NoValue {
        boolean at(int index);
    }

    private static final class Numbers extends TensorCounter {
        private final ProfileKind kind;
        private final NumberTable table;

        Numbers(List<String> names, Manner manner, List<Bins> bins) {
            super(names);
            this.kind = manner.kind();
            this.table = manner.table(bins);
        }

        @Override
        void add(Elements elements, NoValue none) {
            switch (elements) {
                /* What has no value among them is what is not finite, asked or answered. */
                case Elements.Floats floats -> floats.countInto(table);
                case Elements.Images images -> addImages(images);
                default -> addEach(elements, none);
            }
        }

        private void addEach(Elements elements, NoValue none) {
            int column = 0;
            for (int i = 0; i < elements.size(); i++) {
                if (none.at(i)) {
                    table.addMissing(column);
                } else {
                    table.add(column, elements.number(i));
                }
                column = column + 1 == table.columns() ? 0 : column + 1;
            }
        }

        private void addImages(Elements.Images images) {
            for (int i = 0; i < images.size(); i++) {
                Picture picture = images.get(i);
                table.add(0, picture.brightness());
                table.add(1, picture.width());
                table.add(2, picture.height());
            }
        }

        @Override
        FeatureProfile drain(int column) {
            return table.drain(kind, column);
        }
    }

    private static final class Categories extends TensorCounter {
        private final CategoryCounter[] counters;

        Categories(List<String> names, CategoryCounter[] counters) {
            super(names);
            this.counters = counters;
        }

        @Override
        void add(Elements elements, NoValue none) {
            int column = 0;
            for (int i = 0; i < elements.size(); i++) {
                if (none.at(i)) {
                    counters[column].addMissing();
                } else {
                    counters[column].add(elements.number(i));
                }
                column = column + 1 == counters.length ? 0 : column + 1;
            }
        }

        @Override
        FeatureProfile drain(int column) {
            return counters[column].drain();
        }
    }
}
