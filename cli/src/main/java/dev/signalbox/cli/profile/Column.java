package dev.signalbox.cli.profile;

import java.util.List;

/** One column that is profiled: a feature or an output, what its values are, and the texts that a category may be. */
record Column(String name, Value value, List<String> categories) {
    Column {
        categories = List.copyOf(categories);
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
