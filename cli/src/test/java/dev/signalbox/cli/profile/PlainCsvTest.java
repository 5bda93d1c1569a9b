package dev.signalbox.cli.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.profile.FeatureBaseline;
import dev.signalbox.cli.UserError;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/** A whole CSV parser, and the JDK's reading of a number, are the measure. */
class PlainCsvTest {
    private static final Set<String> MISSING = Set.of("", "NA");
    private static final long MOST = 10_000;
    private static Path file = Path.of("");

    @BeforeContainer
    static void begin() throws IOException {
        file = Files.createTempFile("plain", ".csv");
    }

    @AfterContainer
    static void end() throws IOException {
        Files.deleteIfExists(file);
    }

    @Property(tries = 600)
    void whatItReadsIsWhatAWholeParserReads(
            @ForAll("tables") String table, @ForAll("ends") String end, @ForAll("parts") int partBytes)
            throws IOException {
        Files.writeString(file, "single,whole,unwanted,double,category" + end + table.replace("\n", end));
        List<ColumnData> plain = columns();

        long rows = PlainCsv.readInto(file, 5, plain, MOST, partBytes).orElse(-1);

        if (rows < 0) {
            assertThat(baselines(plain)).as("what gives up has added nothing").isEqualTo(baselines(columns()));
        } else {
            List<ColumnData> whole = columns();
            try (CsvRows careful = CsvRows.open(file)) {
                assertThat(careful.readAny(whole, MOST)).isEqualTo(rows);
            }
            assertThat(baselines(plain)).isEqualTo(baselines(whole));
        }
    }

    @Property(tries = 300)
    void itGivesUpOnlyOnWhatIsQuotedOrWrong(@ForAll("tables") String table, @ForAll("parts") int partBytes)
            throws IOException {
        Files.writeString(file, "single,whole,unwanted,double,category\n" + table);

        boolean plain = PlainCsv.readInto(file, 5, columns(), MOST, partBytes).isPresent();

        assertThat(plain).isEqualTo(!table.contains("\"") && wrong() == null);
    }

    @Property(tries = 3000)
    void aFloatIsTheNearestOne(@ForAll("decimals") BigDecimal number) {
        ColumnData single = new ColumnData(new Column("c", Column.Value.SINGLE, List.of(), false), 0, MISSING);
        ColumnData other = single.another(1);
        long digits = number.unscaledValue().abs().longValueExact();

        if (single.addDecimal(number.signum() < 0, digits, number.scale())) {
            other.add(Float.parseFloat(number.toPlainString()), 1);
            assertThat(single.baseline()).isEqualTo(other.baseline());
        }
    }

    private static @Nullable UserError wrong() throws IOException {
        try (CsvRows careful = CsvRows.open(file)) {
            careful.readAny(columns(), MOST);
            return null;
        } catch (UserError wrong) {
            return wrong;
        }
    }

    private static List<ColumnData> columns() {
        return List.of(
                data("category", Column.Value.CATEGORY, 4),
                data("single", Column.Value.SINGLE, 0),
                data("whole", Column.Value.WHOLE, 1),
                data("double", Column.Value.DOUBLE, 3));
    }

    private static ColumnData data(String name, Column.Value value, int place) {
        List<String> categories = value == Column.Value.CATEGORY ? List.of("x", "y z", "ü") : List.of();
        return new ColumnData(new Column(name, value, categories, false), place, MISSING);
    }

    private static List<FeatureBaseline> baselines(List<ColumnData> columns) {
        return columns.stream().map(ColumnData::baseline).toList();
    }

    @Provide
    Arbitrary<String> tables() {
        Arbitrary<String> numbers = Arbitraries.frequencyOf(
                Tuple.of(20, decimals().map(BigDecimal::toPlainString)),
                Tuple.of(10, Arbitraries.floats().map(Object::toString)),
                Tuple.of(5, Arbitraries.of("", "NA", "-0", "0.50", "1.", ".5", "+1", " 7 ", "1e-3", "007")),
                Tuple.of(1, Arbitraries.of("\"1\"", "x", "-", ".", "1-2", "1e999", "NaN")));
        Arbitrary<String> wholes = Arbitraries.frequencyOf(
                Tuple.of(30, Arbitraries.longs().map(Object::toString)),
                Tuple.of(1, Arbitraries.of("", "NA", "1.0", "99999999999999999999")));
        Arbitrary<String> unwanted = Arbitraries.frequencyOf(
                Tuple.of(30, Arbitraries.of("", "text", "12", "ä")),
                Tuple.of(1, Arbitraries.of("\"a,b\"", "\"a\nb\"")));
        Arbitrary<String> categories = Arbitraries.frequencyOf(
                Tuple.of(40, Arbitraries.of("x", "y z", "ü", " x ", "")),
                Tuple.of(1, Arbitraries.of("other", "\"x\"", "x,more")));
        Arbitrary<String> rows = Combinators.combine(numbers, wholes, unwanted, numbers, categories)
                .as((single, whole, left, real, category) -> String.join(",", single, whole, left, real, category));
        return Arbitraries.frequencyOf(Tuple.of(60, rows), Tuple.of(1, Arbitraries.of("", "1,2", ",,,,,,")))
                .list()
                .ofMaxSize(12)
                .map(lines -> lines.stream().collect(Collectors.joining("\n")))
                .flatMap(text -> Arbitraries.of("", "\n", "\n\n").map(end -> text + end));
    }

    @Provide
    Arbitrary<BigDecimal> decimals() {
        Arbitrary<Long> digits = Arbitraries.oneOf(
                Arbitraries.longs().between(-(1L << 53), 1L << 53),
                Arbitraries.integers().map(i -> (long) i),
                /* Half way between two floats, and beside it. */
                Arbitraries.integers()
                        .between(1 << 23, (1 << 24) - 1)
                        .map(i -> i * 4L + 2)
                        .flatMap(i -> Arbitraries.longs().between(i - 1, i + 1)));
        return digits.flatMap(d -> Arbitraries.integers().between(0, 22).map(scale -> BigDecimal.valueOf(d, scale)));
    }

    @Provide
    Arbitrary<String> ends() {
        return Arbitraries.of("\n", "\r\n", "\r");
    }

    @Provide
    Arbitrary<Integer> parts() {
        return Arbitraries.of(1, 7, 64, 1 << 20);
    }
}
