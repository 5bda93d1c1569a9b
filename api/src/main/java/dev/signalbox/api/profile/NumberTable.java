package dev.signalbox.api.profile;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Counts numbers in columns, each in frozen bins of its own: a look at the edges and a few additions a number. Not thread safe.
 */
public final class NumberTable {
    /* All that a column takes lies together, and the columns in their order: [missing, added, sum, sum of squares, least, most,
     * edges, counts]. Between two requests other work has the processor's caches, so that a request's profile costs what has
     * to be fetched for it: a few lines in a row, where objects of a column each would be many, one behind the other. Counts
     * are doubles only to lie there too: they are whole, and exact up to 2^53. */
    private static final int MISSING = 0;
    private static final int ADDED = 1;
    private static final int SUM = 2;
    private static final int SQUARES = 3;
    private static final int LEAST = 4;
    private static final int MOST = 5;
    private static final int EDGES = 6;

    /* A loop over few edges has no branch that depends on the number; over many, a search is quicker all the same. */
    private static final int MOST_LOOKED_AT = 32;

    private final List<Bins> bins;
    private final double largest;
    private final int[] starts;
    private final double[] cells;

    private NumberTable(List<Bins> bins, double largest) {
        this.bins = List.copyOf(bins);
        this.largest = largest;
        this.starts = new int[bins.size() + 1];
        for (int column = 0; column < bins.size(); column++) {
            starts[column + 1] = starts[column] + EDGES + 2 * bins.get(column).count() - 1;
        }
        this.cells = new double[starts[bins.size()]];
        for (int column = 0; column < bins.size(); column++) {
            List<Double> edges = bins.get(column).edges();
            for (int i = 0; i < edges.size(); i++) {
                cells[starts[column] + EDGES + i] = edges.get(i);
            }
            clear(column);
        }
    }

    /** A column for each of these bins. */
    public static NumberTable of(List<Bins> bins) {
        return new NumberTable(bins, Moments.LARGEST);
    }

    /** The same of numbers that nobody is to see: they are counted in their bins, and no sum, least or most tells one of them. */
    public static NumberTable withoutMoments(List<Bins> bins) {
        return new NumberTable(bins, -1);
    }

    /** How many columns there are. */
    public int columns() {
        return bins.size();
    }

    /** Counts one value of a column; what is no number is missing. */
    public void add(int column, double value) {
        int start = starts[column];
        if (Double.isNaN(value)) {
            cells[start + MISSING]++;
            return;
        }
        int edges = (starts[column + 1] - start - EDGES) >> 1;
        cells[start + EDGES + edges + bin(start + EDGES, edges, value)]++;
        if (Math.abs(value) <= largest) {
            cells[start + ADDED]++;
            cells[start + SUM] += value;
            cells[start + SQUARES] += value * value;
            if (value < cells[start + LEAST]) {
                cells[start + LEAST] = value;
            }
            if (value > cells[start + MOST]) {
                cells[start + MOST] = value;
            }
        }
    }

    /** Counts the first values of an array, row by row; what is not finite is missing. */
    public void addRows(float[] values, int count) {
        int columns = columns();
        if (columns == 1) {
            addAll(values, count);
            return;
        }
        int column = 0;
        for (int i = 0; i < count; i++) {
            float value = values[i];
            if (Float.isFinite(value)) {
                add(column, value);
            } else {
                addMissing(column);
            }
            column = column + 1 == columns ? 0 : column + 1;
        }
    }

    /* The same for the only column, whose sums stay in registers: a picture's tensor has a hundred thousand values. */
    private void addAll(float[] values, int count) {
        int edges = bins.getFirst().count() - 1;
        int first = EDGES + edges;
        double added = cells[ADDED];
        double sum = cells[SUM];
        double squares = cells[SQUARES];
        double least = cells[LEAST];
        double most = cells[MOST];
        for (int i = 0; i < count; i++) {
            double value = values[i];
            if (Math.abs(value) <= Float.MAX_VALUE) {
                cells[first + bin(EDGES, edges, value)]++;
                if (largest > 0) {
                    added++;
                    sum += value;
                    squares += value * value;
                    least = value < least ? value : least;
                    most = value > most ? value : most;
                }
            } else {
                cells[MISSING]++;
            }
        }
        cells[ADDED] = added;
        cells[SUM] = sum;
        cells[SQUARES] = squares;
        cells[LEAST] = least;
        cells[MOST] = most;
    }

    /** Counts one value of a column that is none. */
    public void addMissing(int column) {
        cells[starts[column] + MISSING]++;
    }

    /* As Bins.binOf: how many edges are below the number. */
    private int bin(int first, int edges, double value) {
        if (edges > MOST_LOOKED_AT) {
            int low = first;
            int high = first + edges;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (value <= cells[middle]) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low - first;
        }
        int bin = 0;
        for (int i = first; i < first + edges; i++) {
            bin += value > cells[i] ? 1 : 0;
        }
        return bin;
    }

    /** Takes out how many values of a column were missing since the last time. */
    long drainMissing(int column) {
        long missing = (long) cells[starts[column] + MISSING];
        cells[starts[column] + MISSING] = 0;
        return missing;
    }

    /** Takes out the numbers of a column that were counted since the last time, and forgets the missing ones. */
    public BinnedNumbers drainNumbers(int column) {
        int start = starts[column];
        int first = start + EDGES + bins.get(column).count() - 1;
        List<Long> counts = LongStream.range(first, starts[column + 1])
                .mapToObj(cell -> (long) cells[(int) cell])
                .toList();
        long added = (long) cells[start + ADDED];
        Moments moments = added == 0
                ? Moments.NONE
                : new Moments(
                        added, cells[start + SUM], cells[start + SQUARES], cells[start + LEAST], cells[start + MOST]);
        clear(column);
        return new BinnedNumbers(bins.get(column).edges(), counts, moments);
    }

    /** Takes out what was counted of a column since the last time. */
    public FeatureProfile drain(ProfileKind kind, int column) {
        long missing = drainMissing(column);
        return FeatureProfile.ofNumbers(kind, missing, drainNumbers(column));
    }

    private void clear(int column) {
        int start = starts[column];
        Arrays.fill(cells, start, start + LEAST, 0);
        cells[start + LEAST] = Double.POSITIVE_INFINITY;
        cells[start + MOST] = Double.NEGATIVE_INFINITY;
        Arrays.fill(cells, start + EDGES + bins.get(column).count() - 1, starts[column + 1], 0);
    }
}
