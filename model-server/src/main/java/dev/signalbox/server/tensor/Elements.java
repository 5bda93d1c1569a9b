package dev.signalbox.server.tensor;

import dev.signalbox.server.signature.Datatype;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one tensor in row-major order, in a primitive array that grows while they are read. A category is its
 * index, -1 for an unknown one. Not thread safe; nobody adds to it once it is read.
 */
public abstract sealed class Elements {
    private static final int FIRST_CAPACITY = 8;

    private int size;
    private @Nullable BitSet missing;

    private Elements() {}

    /** Nothing yet, for elements of a datatype. */
    public static Elements of(Datatype datatype) {
        return switch (datatype) {
            case FP32 -> new Floats(new float[FIRST_CAPACITY]);
            case FP64 -> new Doubles(new double[FIRST_CAPACITY]);
            case INT32, INT64, BYTES -> new Longs(new long[FIRST_CAPACITY]);
            case BOOL -> new Booleans(new boolean[FIRST_CAPACITY]);
        };
    }

    /** How many elements there are, missing ones included. */
    public final int size() {
        return size;
    }

    /** Adds a missing value: NaN where there is such a thing, otherwise 0, and known as missing in any case. */
    public final void addMissing() {
        BitSet known = missing == null ? new BitSet() : missing;
        known.set(size);
        missing = known;
        addPlaceholder();
    }

    /** Whether an element is missing. */
    public final boolean isMissing(int index) {
        return missing != null && missing.get(index);
    }

    /** How many elements are missing. */
    public final int missing() {
        return missing == null ? 0 : missing.cardinality();
    }

    /** Whether an element has no value that JSON can hold: missing, NaN or infinite. */
    public boolean isNull(int index) {
        return isMissing(index);
    }

    /** The element as the FP32 that it is in a matrix: NaN if it is missing. */
    public final float matrixValue(int index) {
        return isMissing(index) ? Float.NaN : (float) number(index);
    }

    /** The element as a number; truth is 1. */
    public abstract double number(int index);

    abstract void addPlaceholder();

    final int next(int capacity) {
        if (size == capacity) {
            throw new IllegalStateException("no room");
        }
        return size++;
    }

    final void sized(int size) {
        this.size = size;
    }

    private static int larger(int capacity) {
        return Math.max(FIRST_CAPACITY, Math.multiplyExact(capacity, 2));
    }

    /** Elements of FP32. */
    public static final class Floats extends Elements {
        private float[] values;

        private Floats(float[] values) {
            this.values = values;
        }

        /** All elements of an array, which now belongs to them. */
        public static Floats over(float[] values) {
            Floats elements = new Floats(values);
            elements.sized(values.length);
            return elements;
        }

        /** Adds an element. */
        public void add(float value) {
            if (size() == values.length) {
                values = Arrays.copyOf(values, larger(values.length));
            }
            values[next(values.length)] = value;
        }

        /** An element. */
        public float get(int index) {
            return values[index];
        }

        /** A copy of all elements. */
        public float[] toArray() {
            return Arrays.copyOf(values, size());
        }

        @Override
        public boolean isNull(int index) {
            return !Float.isFinite(values[index]);
        }

        @Override
        public double number(int index) {
            return values[index];
        }

        @Override
        void addPlaceholder() {
            add(Float.NaN);
        }
    }

    /** Elements of FP64. */
    public static final class Doubles extends Elements {
        private double[] values;

        private Doubles(double[] values) {
            this.values = values;
        }

        /** All elements of an array, which now belongs to them. */
        public static Doubles over(double[] values) {
            Doubles elements = new Doubles(values);
            elements.sized(values.length);
            return elements;
        }

        /** Adds an element. */
        public void add(double value) {
            if (size() == values.length) {
                values = Arrays.copyOf(values, larger(values.length));
            }
            values[next(values.length)] = value;
        }

        /** An element. */
        public double get(int index) {
            return values[index];
        }

        /** A copy of all elements. */
        public double[] toArray() {
            return Arrays.copyOf(values, size());
        }

        @Override
        public boolean isNull(int index) {
            return !Double.isFinite(values[index]);
        }

        @Override
        public double number(int index) {
            return values[index];
        }

        @Override
        void addPlaceholder() {
            add(Double.NaN);
        }
    }

    /** Elements of INT32 and INT64, and the indexes of categories. */
    public static final class Longs extends Elements {
        private long[] values;

        private Longs(long[] values) {
            this.values = values;
        }

        /** All elements of an array, which now belongs to them. */
        public static Longs over(long[] values) {
            Longs elements = new Longs(values);
            elements.sized(values.length);
            return elements;
        }

        /** Adds an element. */
        public void add(long value) {
            if (size() == values.length) {
                values = Arrays.copyOf(values, larger(values.length));
            }
            values[next(values.length)] = value;
        }

        /** An element. */
        public long get(int index) {
            return values[index];
        }

        /** A copy of all elements. */
        public long[] toArray() {
            return Arrays.copyOf(values, size());
        }

        @Override
        public double number(int index) {
            return values[index];
        }

        @Override
        void addPlaceholder() {
            add(0);
        }
    }

    /** Elements of BOOL. */
    public static final class Booleans extends Elements {
        private boolean[] values;

        private Booleans(boolean[] values) {
            this.values = values;
        }

        /** All elements of an array, which now belongs to them. */
        public static Booleans over(boolean[] values) {
            Booleans elements = new Booleans(values);
            elements.sized(values.length);
            return elements;
        }

        /** Adds an element. */
        public void add(boolean value) {
            if (size() == values.length) {
                values = Arrays.copyOf(values, larger(values.length));
            }
            values[next(values.length)] = value;
        }

        /** An element. */
        public boolean get(int index) {
            return values[index];
        }

        /** A copy of all elements. */
        public boolean[] toArray() {
            return Arrays.copyOf(values, size());
        }

        @Override
        public double number(int index) {
            return values[index] ? 1 : 0;
        }

        @Override
        void addPlaceholder() {
            add(false);
        }
    }
}
