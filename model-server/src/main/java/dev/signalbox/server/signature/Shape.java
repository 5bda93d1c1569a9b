package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.List;

/** The shape that a tensor is declared with: rows first, as -1, then the sizes within a row; -1 is any size. */
public record Shape(List<Long> sizes) {
    /** One value a row. */
    public static final Shape COLUMN = new Shape(List.of(-1L));

    private static final int MOST_DIMENSIONS = 8;

    public Shape {
        sizes = List.copyOf(Require.present("shape", sizes));
        Require.within("shape dimensions", sizes.size(), 1, MOST_DIMENSIONS);
        if (sizes.getFirst() != -1) {
            throw new IllegalArgumentException("shape must begin with -1, the rows of a request, got " + sizes);
        }
        sizes.forEach(size -> Require.within("shape size", size, -1, Integer.MAX_VALUE));
    }

    /** How many dimensions there are, rows included. */
    public int rank() {
        return sizes.size();
    }

    /** How many values a row holds, or 0 if that is not fixed. */
    public int valuesPerRow() {
        long product = 1;
        for (long size : sizes.subList(1, sizes.size())) {
            product = size < 0 ? 0 : Math.min(Integer.MAX_VALUE, product * size);
        }
        return (int) product;
    }

    @Override
    public String toString() {
        return sizes.toString();
    }
}
