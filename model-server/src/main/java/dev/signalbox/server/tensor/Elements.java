package dev.signalbox.server.tensor;

import dev.signalbox.api.profile.NumberTable;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.ImageSpec;
import dev.signalbox.server.signature.Input;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
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
            case FP16, BF16, FP32 -> new Floats(new float[FIRST_CAPACITY]);
            case FP64 -> new Doubles(new double[FIRST_CAPACITY]);
            case UINT64 -> new Longs(new long[FIRST_CAPACITY], true);
            case UINT8, UINT16, UINT32, INT8, INT16, INT32, INT64, BYTES -> new Longs(new long[FIRST_CAPACITY], false);
            case BOOL -> new Booleans(new boolean[FIRST_CAPACITY]);
        };
    }

    /** Nothing yet, for elements of an input. */
    public static Elements of(Input input) {
        return switch (input.domain().kind()) {
            case TEXT -> new Texts(new String[FIRST_CAPACITY]);
            case IMAGE -> new Images(input.image());
            case NUMERIC, FLAG, CATEGORY -> of(input.datatype());
        };
    }

    /** How many elements there are, missing ones included. */
    public final int size() {
        return size;
    }

    /** Adds a missing value: NaN where there is such a thing, otherwise 0, and known as missing in any case. */
    public final void addMissing() {
        addPlaceholder();
        setMissing(size - 1);
    }

    /** Makes an element that is here a missing one. */
    public final void setMissing(int index) {
        BitSet known = missing == null ? new BitSet() : missing;
        known.set(index);
        missing = known;
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

    /** Elements of FP32, and of FP16 and BF16, whose every value is one of FP32. */
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

        /** Puts all elements into a buffer. */
        public void putInto(FloatBuffer buffer) {
            buffer.put(values, 0, size());
        }

        /** Counts all elements in the columns of rows; what is not finite is missing. */
        public void countInto(NumberTable columns) {
            columns.addRows(values, size());
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

    /** Elements of whole numbers, and the indexes of categories. Those of UINT64 are 64 bits without a sign. */
    public static final class Longs extends Elements {
        private static final double TWO_TO_64 = 0x1p64;

        private long[] values;
        private final boolean unsigned;

        private Longs(long[] values, boolean unsigned) {
            this.values = values;
            this.unsigned = unsigned;
        }

        /** All elements of an array, which now belongs to them. */
        public static Longs over(long[] values) {
            return over(values, Datatype.INT64);
        }

        /** All elements of an array of a datatype, which now belongs to them. */
        public static Longs over(long[] values, Datatype datatype) {
            Longs elements = new Longs(values, datatype == Datatype.UINT64);
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
            long value = values[index];
            return unsigned && value < 0 ? value + TWO_TO_64 : value;
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

    /** Elements of BYTES that are free texts: to a model, each is the number of its characters. */
    public static final class Texts extends Elements {
        private @Nullable String[] values;

        private Texts(@Nullable String[] values) {
            this.values = values;
        }

        /** Adds an element. */
        public void add(String value) {
            if (size() == values.length) {
                values = Arrays.copyOf(values, larger(values.length));
            }
            values[next(values.length)] = value;
        }

        /** An element; a missing one is empty. */
        public String get(int index) {
            return String.valueOf(values[index]);
        }

        /** How many characters an element has: Unicode's, not Java's. */
        public int length(int index) {
            String text = get(index);
            return text.codePointCount(0, text.length());
        }

        /** How many characters each element has. */
        public long[] lengths() {
            long[] lengths = new long[size()];
            for (int i = 0; i < lengths.length; i++) {
                lengths[i] = length(i);
            }
            return lengths;
        }

        @Override
        public double number(int index) {
            return length(index);
        }

        @Override
        void addPlaceholder() {
            add("");
        }
    }

    /** Elements of BYTES that are pictures, as a model takes them. As a number, a picture is its brightness. */
    public static final class Images extends Elements {
        private final ImageSpec spec;
        private final List<Picture> values = new ArrayList<>();

        private Images(ImageSpec spec) {
            this.spec = spec;
        }

        /** How the model takes them. */
        public ImageSpec spec() {
            return spec;
        }

        /** Adds a picture. */
        public void add(Picture picture) {
            values.add(picture);
            next(Integer.MAX_VALUE);
        }

        /** A picture. */
        public Picture get(int index) {
            return values.get(index);
        }

        @Override
        public double number(int index) {
            return values.get(index).brightness();
        }

        @Override
        void addPlaceholder() {
            throw new IllegalStateException("a picture is never missing");
        }
    }
}
