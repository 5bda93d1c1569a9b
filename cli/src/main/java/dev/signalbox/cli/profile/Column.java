package dev.signalbox.cli.profile;

import java.util.List;

/**
 * One column that is profiled: a feature or an output, what its values are, the texts that a category may be, and whether the data
 * may be without it.
 */
record Column(String name, Value value, List<String> categories, boolean optional) {
    Column {
        categories = List.copyOf(categories);
    }

    /** A column of numbers that the data may be without. */
    static Column optional(String name, Value value) {
        return new Column(name, value, List.of(), true);
    }

    /** How a cell is read. */
    enum Value {
        /** As FP32, whose digits are those that the server sees. */
        SINGLE,
        DOUBLE,
        WHOLE,
        TRUTH,
        CATEGORY,
        TEXT
    }
}
