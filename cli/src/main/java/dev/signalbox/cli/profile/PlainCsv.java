package dev.signalbox.cli.profile;

import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a CSV file in which nothing is quoted, as nearly all tables of numbers are, in parts on all processors: without quotes each
 * line feed ends a row. Gives up on anything else, with nothing added to the columns: {@link CsvRows} reads it then, and says what is
 * wrong.
 */
final class PlainCsv {
    private static final int PART_BYTES = 8 << 20;
    private static final int LONGEST_LINE = 1 << 16;

    private final Path file;
    private final ColumnData[] columns;
    private final int places;
    private final long mostRows;
    private final int partBytes;
    private final AtomicInteger nextPart = new AtomicInteger();
    private final AtomicLong rows = new AtomicLong();

    private PlainCsv(Path file, List<ColumnData> columns, long mostRows, int partBytes) {
        this.partBytes = partBytes;
        this.file = file;
        this.columns = columns.toArray(ColumnData[]::new);
        this.places = 1 + columns.stream().mapToInt(ColumnData::place).max().orElse(-1);
        this.mostRows = mostRows;
    }

    /**
     * Adds the values of all rows to columns, no two of the same place, and returns how many rows there were; one more than
     * {@code mostRows} where there are more. Empty if it has given up.
     */
    static OptionalLong readInto(Path file, int headers, List<ColumnData> columns, long mostRows) {
        return readInto(file, headers, columns, mostRows, PART_BYTES);
    }

    /** The same in parts of so many bytes. */
    static OptionalLong readInto(Path file, int headers, List<ColumnData> columns, long mostRows, int partBytes) {
        long places = columns.stream().mapToInt(ColumnData::place).distinct().count();
        if (columns.isEmpty() || places < columns.size()) {
            return OptionalLong.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            int begin = afterHeader(channel, headers);
            return begin < 0
                    ? OptionalLong.empty()
                    : new PlainCsv(file, columns, mostRows, partBytes).read(channel, begin, channel.size());
        } catch (IOException broken) {
            throw Rows.unreadable(file, broken);
        }
    }

    /* Where the rows begin; -1 if the header is not plain. */
    private static int afterHeader(FileChannel channel, int headers) throws IOException {
        byte[] text = new byte[LONGEST_LINE];
        int length = read(channel, text, text.length, 0);
        int commas = 0;
        for (int at = 0; at < length; at++) {
            switch (text[at]) {
                case '"', 0 -> {
                    return -1;
                }
                case ',' -> commas++;
                case '\n' -> {
                    return commas + 1 == headers ? at + 1 : -1;
                }
                case '\r' -> {
                    if (at + 1 >= length || text[at + 1] != '\n') {
                        return -1;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private static int read(FileChannel channel, byte[] into, int length, long position) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(into, 0, length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                break;
            }
        }
        return buffer.position();
    }

    /** A part's values, in the order of the columns. */
    private record Part(List<ColumnData> values) {}

    private OptionalLong read(FileChannel channel, long begin, long end) {
        int parts = Math.clamp((end - begin + partBytes - 1) / partBytes, 0, Integer.MAX_VALUE);
        Part[] read = new Part[parts];
        int workers = Math.clamp(parts, 1, Runtime.getRuntime().availableProcessors());
        List<Boolean> plain = Rows.together(file, Collections.nCopies(workers, () -> work(channel, begin, end, read)));
        if (plain.contains(false)) {
            return OptionalLong.empty();
        }
        if (rows.get() > mostRows) {
            return OptionalLong.of(mostRows + 1);
        }
        for (int i = 0; i < columns.length; i++) {
            int at = i;
            columns[i].addAll(
                    Arrays.stream(read).map(part -> part.values().get(at)).toList());
        }
        return OptionalLong.of(rows.get());
    }

    /** Reads parts until there are none or one is not plain, which ends the others too. */
    private boolean work(FileChannel channel, long begin, long end, Part[] read) throws IOException {
        byte[] text = new byte[1 + partBytes + LONGEST_LINE + 1];
        for (int part = nextPart.getAndIncrement(); part < read.length; part = nextPart.getAndIncrement()) {
            /* With the byte before it, by which it is known whether a line begins with it. */
            long from = begin + (long) part * partBytes - 1;
            int length = read(channel, text, (int) Math.min(text.length - 1, end - from), from);
            Lines lines = new Lines(text, length, from + length == end);
            if (!lines.read(Math.min(length, 1 + partBytes))) {
                nextPart.set(read.length);
                return false;
            }
            read[part] = new Part(lines.values);
            if (rows.addAndGet(lines.rows) > mostRows) {
                nextPart.set(read.length);
            }
        }
        return true;
    }

    /** The lines that begin in one part. */
    private final class Lines {
        private final byte[] text;
        private final int length;
        private final boolean last;
        private final List<ColumnData> values = new ArrayList<>();
        private final ColumnData[] wanted = new ColumnData[places];
        private int rows;

        Lines(byte[] text, int length, boolean last) {
            this.text = text;
            this.length = length;
            this.last = last;
            /* What is not ended is ended by this. */
            text[length] = '\n';
            int room = likelyRows();
            for (ColumnData column : columns) {
                ColumnData part = column.another(room);
                values.add(part);
                wanted[column.place()] = part;
            }
        }

        /* As many as there were if all lines were as long as the first whole one, and a few more. */
        private int likelyRows() {
            int begin = 0;
            while (text[begin] != '\n') {
                begin++;
            }
            int end = Math.min(length, begin + 1);
            while (text[end] != '\n') {
                end++;
            }
            int lines = Math.min(length, partBytes) / Math.max(2, end - begin);
            return lines + lines / 16 + 16;
        }

        /** Reads the lines that begin after the first byte and before this place; false if it gives up. */
        boolean read(int end) {
            int at = 0;
            while (text[at] != '\n') {
                at++;
            }
            at++;
            try {
                while (at < end) {
                    at = line(at);
                    if (at < 0 || at > length + 1 || (at == length + 1 && !last)) {
                        return false;
                    }
                }
            } catch (UserError wrong) {
                return false;
            }
            return true;
        }

        /* Where the next line begins; negative if this one is not plain. Nothing in a line is no row. */
        private int line(int from) {
            if (text[from] == '\n') {
                return from + 1;
            }
            if (text[from] == '\r') {
                return text[from + 1] == '\n' ? from + 2 : -1;
            }
            int at = from;
            int place = 0;
            while (true) {
                ColumnData column = place < wanted.length ? wanted[place] : null;
                at = column == null ? afterCell(at) : cell(at, column);
                place++;
                if (at < 0 || text[at] != ',') {
                    break;
                }
                at++;
            }
            if (at < 0 || place < wanted.length) {
                return -1;
            }
            rows++;
            return text[at] == '\n' ? at + 1 : text[at + 1] == '\n' ? at + 2 : -1;
        }

        /* The end of a cell: a comma, a line feed, or the return before one; negative if it is quoted. */
        private int afterCell(int from) {
            int at = from;
            while (true) {
                switch (text[at]) {
                    case ',', '\n', '\r' -> {
                        return at;
                    }
                    case '"' -> {
                        return -1;
                    }
                    default -> at++;
                }
            }
        }

        private int cell(int from, ColumnData column) {
            int at = text[from] == '-' ? from + 1 : from;
            int digits = at;
            long number = 0;
            int point = -1;
            while (true) {
                int digit = text[at] - '0';
                if (digit >= 0 && digit <= 9) {
                    number = number * 10 + digit;
                } else if (text[at] == '.' && point < 0) {
                    point = at;
                } else {
                    break;
                }
                at++;
            }
            int count = at - digits - (point < 0 ? 0 : 1);
            boolean ended = text[at] == ',' || text[at] == '\n' || text[at] == '\r';
            if (ended && count > 0 && count <= ColumnData.MOST_DIGITS && point != at - 1) {
                int decimals = point < 0 ? 0 : at - point - 1;
                if (column.addDecimal(digits > from, number, decimals)) {
                    return at;
                }
            }
            int end = ended ? at : afterCell(at);
            if (end >= 0) {
                column.addText(text, from, end - from);
            }
            return end;
        }
    }
}
