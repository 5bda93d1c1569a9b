package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.Arrays;
import java.util.Optional;

/** The datatypes of Open Inference Protocol v2 that this server takes and gives in JSON. */
public enum Datatype {
    BOOL,
    INT32,
    INT64,
    FP32,
    FP64,
    BYTES;

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

    /** Whether a missing value can stand in the tensor itself, as NaN. */
    public boolean isFloating() {
        return this == FP32 || this == FP64;
    }
}
