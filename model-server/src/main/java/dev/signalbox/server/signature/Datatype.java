package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.Arrays;
import java.util.Optional;

/** The datatypes of Open Inference Protocol v2, and BF16 of the binary tensor extension. */
public enum Datatype {
    BOOL(1),
    UINT8(1),
    UINT16(2),
    UINT32(4),
    UINT64(8),
    INT8(1),
    INT16(2),
    INT32(4),
    INT64(8),
    FP16(2),
    BF16(2),
    FP32(4),
    FP64(8),
    BYTES(0);

    private static final int BITS = 8;

    private final int size;

    Datatype(int size) {
        this.size = size;
    }

    /** The datatype of that name, if it is one of these. */
    public static Optional<Datatype> named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst();
    }

    /** The datatype of that name, or a message that says which there are. */
    public static Datatype require(String field, String name) {
        return named(Require.present(field, name))
                .orElseThrow(() -> new IllegalArgumentException(
                        field + " must be one of " + Arrays.toString(values()) + ", got \"" + name + "\""));
    }

    /** How many bytes an element has as a binary tensor; 0 for BYTES, whose elements differ. */
    public int size() {
        return size;
    }

    /** Whether a missing value can stand in the tensor itself, as NaN. */
    public boolean isFloating() {
        return this == FP16 || this == BF16 || this == FP32 || this == FP64;
    }

    /** Whether elements are whole numbers. */
    public boolean isWhole() {
        return switch (this) {
            case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64 -> true;
            case BOOL, FP16, BF16, FP32, FP64, BYTES -> false;
        };
    }

    /** Whether elements are whole numbers from 0 on. */
    public boolean isUnsigned() {
        return this == UINT8 || this == UINT16 || this == UINT32 || this == UINT64;
    }

    /** Whether elements can be written in JSON: the two short floating datatypes are binary alone. */
    public boolean isInJson() {
        return this != FP16 && this != BF16;
    }

    /** The least whole number of this datatype. */
    public long least() {
        return isUnsigned() ? 0 : -1L << (size * BITS - 1);
    }

    /** The largest whole number of this datatype; of UINT64, whose range is larger, the largest that a long holds. */
    public long most() {
        return isUnsigned() && this != UINT64
                ? (1L << (size * BITS)) - 1
                : Long.MAX_VALUE >>> ((Long.BYTES - size) * BITS);
    }
}
