package dev.signalbox.server.profile;

import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.api.profile.ValueCounter;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.Picture;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Counts the elements of one tensor: together, or each column of its rows by itself. Not thread safe. */
final class TensorCounter {
    /* A wider tensor is counted as a whole: an embedding's columns mean nothing one by one. */
    private static final int MOST_COLUMNS = 256;

    private final List<String> names;
    private final ValueCounter[] columns;

    private TensorCounter(List<String> names, ValueCounter[] columns) {
        this.names = names;
        this.columns = columns;
    }

    /** The counter of a tensor with so many values a row; 0 where that is not fixed. */
    static TensorCounter of(String name, int valuesPerRow, Function<String, ValueCounter> counters) {
        List<String> names = columnNames(name, valuesPerRow);
        return new TensorCounter(names, names.stream().map(counters).toArray(ValueCounter[]::new));
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

    /** The counter of pictures: of their brightness, width and height. */
    static TensorCounter ofImages(String name, Function<String, ValueCounter> counters) {
        List<String> names =
                Signature.OF_IMAGES.stream().map(ending -> name + ending).toList();
        return new TensorCounter(names, names.stream().map(counters).toArray(ValueCounter[]::new));
    }

    void add(Elements elements, NoValue none) {
        if (elements instanceof Elements.Images images) {
            addImages(images);
            return;
        }
        int column = 0;
        for (int i = 0; i < elements.size(); i++) {
            if (none.at(i)) {
                columns[column].addMissing();
            } else {
                columns[column].add(elements.number(i));
            }
            column = column + 1 == columns.length ? 0 : column + 1;
        }
    }

    private void addImages(Elements.Images images) {
        for (int i = 0; i < images.size(); i++) {
            Picture picture = images.get(i);
            columns[0].add(picture.brightness());
            columns[1].add(picture.width());
            columns[2].add(picture.height());
        }
    }

    int columns() {
        return columns.length;
    }

    void drainInto(Map<String, FeatureProfile> profiles) {
        for (int i = 0; i < columns.length; i++) {
            profiles.put(names.get(i), columns[i].drain());
        }
    }

    /** Which elements have no value. */
    interface NoValue {
        boolean at(int index);
    }
}
