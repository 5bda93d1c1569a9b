package dev.signalbox.server.signature;

import dev.signalbox.api.Require;
import java.util.List;

/**
 * One named tensor that the model gives. An output of BYTES has {@code categories}: the model gives indexes, and the answer
 * holds their texts. What is {@code masked} is in no record of a request.
 */
public record Output(String name, Datatype datatype, Shape shape, List<String> categories, boolean masked) {
    private static final int MOST_CATEGORIES = 100_000;

    public Output {
        Require.matching("name", name, Input.NAME, Input.NAME_RULE);
        Require.present("datatype", datatype);
        Require.present("shape", shape);
        categories = List.copyOf(categories);
        Require.atMost("categories", MOST_CATEGORIES, categories);
        if ((datatype == Datatype.BYTES) == categories.isEmpty()) {
            throw new IllegalArgumentException("categories must be given for an output of BYTES and for nothing else");
        }
    }

    /** An output that is not masked. */
    public Output(String name, Datatype datatype, Shape shape, List<String> categories) {
        this(name, datatype, shape, categories, false);
    }
}
