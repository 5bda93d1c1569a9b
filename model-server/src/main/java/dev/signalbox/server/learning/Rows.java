package dev.signalbox.server.learning;

import dev.signalbox.api.Require;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.InputTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows with the class that each should have, column by column, so that many take little memory. Not thread safe. */
public final class Rows {
    private static final int FIRST_CAPACITY = 1_024;

    private final List<Input> inputs;
    private final List<Elements> columns;
    private int[] classes = new int[FIRST_CAPACITY];
    private int size;

    /** No rows yet. */
    public Rows(Signature signature) {
        this.inputs = signature.inputs();
        this.columns = inputs.stream().map(Elements::of).toList();
    }

    /** Adds a request of one row. */
    public void add(Batch row, int itsClass) {
        Require.within("rows", row.rows(), 1, 1);
        for (int i = 0; i < columns.size(); i++) {
            Elements from = row.inputs().get(i).elements();
            for (int element = 0; element < from.size(); element++) {
                copy(from, element, columns.get(i));
            }
        }
        if (size == classes.length) {
            classes = Arrays.copyOf(classes, size * 2);
        }
        classes[size++] = itsClass;
    }

    /** How many rows there are. */
    public int size() {
        return size;
    }

    /** The class that a row should have. */
    public int classOf(int row) {
        return classes[row];
    }

    /** How many rows should have each of so many classes. */
    public int[] counts(int ofClasses) {
        int[] counts = new int[ofClasses];
        for (int row = 0; row < size; row++) {
            counts[classes[row]]++;
        }
        return counts;
    }

    /** Some of the rows, as one request. */
    public Batch batch(int[] chosen) {
        List<InputTensor> tensors = new ArrayList<>(columns.size());
        for (int i = 0; i < columns.size(); i++) {
            Input input = inputs.get(i);
            int width = input.shape().valuesPerRow();
            Elements elements = Elements.of(input);
            for (int row : chosen) {
                for (int value = 0; value < width; value++) {
                    copy(columns.get(i), row * width + value, elements);
                }
            }
            List<Long> shape = new ArrayList<>();
            shape.add((long) chosen.length);
            shape.addAll(input.shape().row());
            tensors.add(new InputTensor(input, shape, elements));
        }
        return new Batch(chosen.length, tensors);
    }

    /** The classes that these rows should have. */
    public int[] classes(int[] chosen) {
        return Arrays.stream(chosen).map(this::classOf).toArray();
    }

    private static void copy(Elements from, int index, Elements to) {
        if (from.isMissing(index)) {
            to.addMissing();
            return;
        }
        switch (to) {
            case Elements.Floats floats -> floats.add(((Elements.Floats) from).get(index));
            case Elements.Doubles doubles -> doubles.add(((Elements.Doubles) from).get(index));
            case Elements.Longs longs -> longs.add(((Elements.Longs) from).get(index));
            case Elements.Booleans booleans -> booleans.add(((Elements.Booleans) from).get(index));
            case Elements.Texts texts -> texts.add(((Elements.Texts) from).get(index));
            case Elements.Images images -> throw new IllegalStateException("pictures are in no record");
        }
    }
}
