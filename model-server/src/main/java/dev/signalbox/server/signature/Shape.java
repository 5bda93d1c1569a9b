package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.List;

/**
 * The shape that a tensor is declared with: rows first, as -1, then the sizes within a row; -1 is any size. One of {@code
 * anyRank} may have further dimensions.
 */
public record Shape(List<Long> sizes, boolean anyRank) {
    /** One value a row. */
    public static final Shape COLUMN = new Shape(List.of(-1L));

    /** Rows, and nothing else is known. */
    public static final Shape ANY = new Shape(List.of(-1L), true);

    private static final int MOST_DIMENSIONS = 8;

    /** A shape of as many dimensions as there are sizes. */
    public Shape(List<Long> sizes) {
        this(sizes, false);
    }

    public Shape {
        sizes = List.copyOf(Require.present("shape", sizes));
        Require.within("shape dimensions", sizes.size(), 1, MOST_DIMENSIONS);
        if (sizes.getFirst() != -1) {
            throw new IllegalArgumentException("shape must begin with -1, the rows of a request, got " + sizes);
        }
        sizes.forEach(size -> Require.within("shape size", size, -1, Integer.MAX_VALUE));
    }

    /** How many dimensions there are, or may be, rows included. */
    public int rank() {
        return anyRank ? MOST_DIMENSIONS : sizes.size();
    }

    /** The sizes within a row that are declared. */
    public List<Long> row() {
        return sizes.subList(1, sizes.size());
    }

    /** Whether a tensor of these sizes is one of this shape, whatever its rows. */
    public boolean fits(List<Long> found) {
        boolean fits =
                found.size() == sizes.size() || (anyRank && found.size() > sizes.size() && found.size() <= rank());
        for (int i = 0; fits && i < sizes.size(); i++) {
            fits = sizes.get(i) < 0 || sizes.get(i).equals(found.get(i));
        }
        return fits;
    }

    /** How many values a row holds, or 0 if that is not fixed. */
    public int valuesPerRow() {
        long product = anyRank ? 0 : 1;
        for (long size : row()) {
            product = size < 0 ? 0 : Math.min(Integer.MAX_VALUE, product * size);
        }
        return (int) product;
    }

    @Override
    public String toString() {
        return anyRank ? sizes + " and any further" : sizes.toString();
    }
}
