package dev.signalbox.cli.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A list of numbers that grows: of floats where no more is needed, which takes half the memory. Not thread safe. */
final class Numbers {
    private final boolean single;
    private final List<Numbers> more = new ArrayList<>();
    private float[] floats = {};
    private double[] doubles = {};
    private int size;

    /** Nothing, with room for so many. */
    Numbers(boolean single, int room) {
        this.single = single;
        grow(room);
    }

    private void grow(int room) {
        if (single) {
            floats = Arrays.copyOf(floats, room);
        } else {
            doubles = Arrays.copyOf(doubles, room);
        }
    }

    void add(double number) {
        if (single) {
            if (size == floats.length) {
                grow(size * 2 + 1);
            }
            floats[size++] = (float) number;
        } else {
            if (size == doubles.length) {
                grow(size * 2 + 1);
            }
            doubles[size++] = number;
        }
    }

    /** Takes others over as they are, after what is there; nothing can be added any more, to this or to them. */
    void addAll(List<Numbers> others) {
        more.addAll(others);
    }

    /** All of them. */
    double[] toArray() {
        double[] all =
                new double[size + more.stream().mapToInt(other -> other.size).sum()];
        int at = copyTo(all, 0);
        for (Numbers other : more) {
            at = other.copyTo(all, at);
        }
        return all;
    }

    private int copyTo(double[] all, int from) {
        for (int i = 0; i < size; i++) {
            all[from + i] = single ? floats[i] : doubles[i];
        }
        return from + size;
    }
}
