package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples' baselines, written by their training script and counted anew by the server's tests, are the measure. */
class ProfileCommandTest {
    private static final Path EXAMPLES = Path.of("../examples/loan-approval");
    private static final String SIGNATURE = """
            {"v":1,"packing":"tensors","inputs":[
            {"name":"a","datatype":"INT64","shape":[-1,2],"kind":"numeric"},
            {"name":"f","datatype":"FP32","shape":[-1],"kind":"numeric","nullable":true},
            {"name":"b","datatype":"BOOL","shape":[-1],"kind":"flag"},
            {"name":"c","datatype":"BYTES","shape":[-1],"kind":"category","categories":["x","y"]}],
            "outputs":[{"name":"label","datatype":"BYTES","shape":[-1],"categories":["no","yes"]}]}""";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void makesTheExamplesBaselines(String version) throws IOException {
        Path made = folder.resolve("baseline.json");

        assertThat(profile(
                        EXAMPLES.resolve("train.csv"), EXAMPLES.resolve(version).resolve("signature.json")))
                .isEqualTo(made + ": 20 features and 0 outputs of 700 rows\n");

        JsonNode features = Json.JSON.readTree(made.toFile()).get("features");
        JsonNode expected = Json.JSON
                .readTree(EXAMPLES.resolve(version).resolve("baseline.json").toFile())
                .get("features");
        assertThat(features.fieldNames()).toIterable().containsExactlyElementsOf(expected::fieldNames);
        expected.properties()
                .forEach(feature -> assertSame(feature.getKey(), features.get(feature.getKey()), feature.getValue()));
    }

    @Test
    void readsEveryKindOfColumnAndTheOutputsThatThereAre() throws IOException {
        write("a[0],a[1],f,b,c,label,more\n1,-2,0.1,true,x,yes,?\n3,4,,0,y,no,?\n5,6,NA,FALSE,,yes,?\n");
        profile(folder.resolve("data.csv"), folder.resolve("signature.json"));

        JsonNode made = Json.JSON.readTree(folder.resolve("baseline.json").toFile());
        assertThat(made.at("/features/a[1]/edges").toString()).isEqualTo("[-2.0,4.0,6.0]");
        assertThat(made.at("/features/f/missing").asLong()).isEqualTo(2);
        assertThat(made.at("/features/f/mean").asDouble())
                .as("as FP32 holds it")
                .isEqualTo(0.1f);
        assertThat(made.at("/features/b/counts").toString()).isEqualTo("[2,1,0]");
        assertThat(made.at("/features/c").toString())
                .isEqualTo("{\"kind\":\"category\",\"rows\":3,\"missing\":1,\"counts\":{\"x\":1,\"y\":1}}");
        assertThat(made.at("/outputs/label/counts/yes").asLong()).isEqualTo(2);
    }

    @Test
    void readsWhatSpreadsheetsWrite() throws IOException {
        write(
                "\uFEFF\"a[0]\",a[1],f,b,c,more\r\n1,2,\"+1.5E0\",1,\"x\",\"of, two\r\nlines \"\"quoted\"\"\"\r\n\r\n3,4, -.5 ,0,y,\r\n");
        profile(folder.resolve("data.csv"), folder.resolve("signature.json"));

        JsonNode made = Json.JSON.readTree(folder.resolve("baseline.json").toFile());
        assertThat(made.get("rows").asLong()).isEqualTo(2);
        assertThat(made.at("/features/f/min").asDouble()).isEqualTo(-0.5);
        assertThat(made.at("/features/f/max").asDouble()).isEqualTo(1.5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1,2,3,true,z | row 1, column \"c\" must be one of the signature's categories, got \"z\"",
                "1.5,2,3,true,x | row 1, column \"a[0]\" must be a whole number, got \"1.5\"",
                "1,2,three,true,x | row 1, column \"f\" must be a number, got \"three\"",
                "1,2,1-2,true,x | row 1, column \"f\" must be a number, got \"1-2\"",
                "1,2,1e999,true,x | row 1, column \"f\" must be a number, got \"1e999\"",
                "1,2,3,maybe,x | row 1, column \"b\" must be true, false, 1 or 0, got \"maybe\"",
                "1,2 | row 1 must have a column \"f\", got 2 cells"
            })
    void whatIsWrongIsNamedByRowAndColumn(String row, String message) throws IOException {
        write("a[0],a[1],f,b,c\n" + row + "\n");

        assertThat(profile(folder.resolve("data.csv"), folder.resolve("signature.json")))
                .isEqualTo("error: " + message + "\n");
        assertThat(folder.resolve("baseline.json")).doesNotExist();
    }

    @Test
    void aColumnThatIsNotThereAndAFileThatIsNoneAreSaid() throws Exception {
        write("a[0],a[1],f,b\n1,2,3,1\n");

        assertThat(profile(folder.resolve("data.csv"), folder.resolve("signature.json")))
                .contains("has no column \"c\", which the signature names; it has a[0], a[1], f, b");
        parquet("SELECT 1 AS f, 2 AS b", folder.resolve("data.parquet"));
        assertThat(profile(folder.resolve("data.parquet"), folder.resolve("signature.json")))
                .contains("has no column \"a[0]\", which the signature names; it has f, b");
        Files.writeString(folder.resolve("broken.parquet"), "PAR1");
        assertThat(profile(folder.resolve("broken.parquet"), folder.resolve("signature.json")))
                .startsWith("error: " + folder.resolve("broken.parquet") + " can not be read: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void aParquetFileGivesTheNumbersOfTheSameCsv(String version) throws Exception {
        Path csv = EXAMPLES.resolve("train.csv");
        Path signature = EXAMPLES.resolve(version).resolve("signature.json");
        Path parquet = folder.resolve("train 'x'.parquet");
        parquet("SELECT * FROM read_csv('" + csv + "')", parquet);
        profile(csv, signature);
        String ofCsv = Files.readString(folder.resolve("baseline.json"));

        assertThat(profile(parquet, signature)).endsWith("20 features and 0 outputs of 700 rows\n");

        assertThat(folder.resolve("baseline.json")).hasContent(ofCsv);
    }

    @Test
    void everyTypeOfParquetIsReadAsItsColumnWants() throws Exception {
        Files.writeString(folder.resolve("signature.json"), SIGNATURE);
        parquet(
                "SELECT * FROM (VALUES (1::TINYINT, 2.0::DOUBLE, 0.1::DOUBLE, true, 'x', 'yes'), "
                        + "(3, 4.0, NULL, false, NULL, 'no'), (5, 6.0, 'NaN'::DOUBLE, true, 'y', 'yes')) "
                        + "AS t(\"a[0]\", \"a[1]\", f, b, c, label)",
                folder.resolve("data.parquet"));
        profile(folder.resolve("data.parquet"), folder.resolve("signature.json"));

        JsonNode made = Json.JSON.readTree(folder.resolve("baseline.json").toFile());
        assertThat(made.at("/features/a[1]/edges").toString()).isEqualTo("[2.0,4.0,6.0]");
        assertThat(made.at("/features/f/missing").asLong()).isEqualTo(2);
        assertThat(made.at("/features/f/mean").asDouble()).isEqualTo(0.1f);
        assertThat(made.at("/features/b/counts").toString()).isEqualTo("[1,2,0]");
        assertThat(made.at("/features/c/missing").asLong()).isEqualTo(1);
        assertThat(made.at("/outputs/label/counts/yes").asLong()).isEqualTo(2);

        parquet("SELECT 1.5 AS \"a[0]\", 1 AS \"a[1]\", 1 AS f, true AS b, 'x' AS c", folder.resolve("data.parquet"));
        assertThat(profile(folder.resolve("data.parquet"), folder.resolve("signature.json")))
                .isEqualTo("error: row 1, column \"a[0]\" must be a whole number, got \"1.5\"\n");
    }

    @Test
    void ofPicturesTheirBrightnessAndSizeAreReadWhereTheDataHasThem() throws IOException {
        String image = "{\"name\":\"i\",\"datatype\":\"BYTES\",\"shape\":[-1],\"kind\":\"image\","
                + "\"image\":{\"width\":2,\"height\":2}},";
        write("a[0],a[1],f,b,c,i.brightness\n1,2,3,1,x,0.25\n");
        Files.writeString(folder.resolve("signature.json"), SIGNATURE.replace("\"inputs\":[", "\"inputs\":[" + image));

        assertThat(profile(folder.resolve("data.csv"), folder.resolve("signature.json")))
                .contains("6 features");
        JsonNode made = Json.JSON.readTree(folder.resolve("baseline.json").toFile());
        assertThat(made.at("/features/i.brightness/mean").asDouble()).isEqualTo(0.25);
    }

    private static void parquet(String query, Path file) throws Exception {
        try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = database.createStatement()) {
            statement.execute("COPY (" + query + ") TO '" + file.toString().replace("'", "''") + "' (FORMAT parquet)");
        }
    }

    private static void assertSame(String name, JsonNode made, JsonNode expected) {
        assertThat(made.get("counts")).as(name).isEqualTo(expected.get("counts"));
        assertThat(made.get("kind")).as(name).isEqualTo(expected.get("kind"));
        if (expected.has("edges")) {
            assertThat(made.get("edges")).as(name).isEqualTo(expected.get("edges"));
            for (String number : new String[] {"mean", "stddev", "min", "median", "max"}) {
                double right = expected.get(number).asDouble();
                assertThat(made.get(number).asDouble())
                        .as(name + " " + number)
                        .isCloseTo(right, within(1e-9 * Math.max(1, Math.abs(right))));
            }
        }
    }

    private String profile(Path data, Path signature) {
        StringWriter said = new StringWriter();
        Signalbox.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said, true))
                .execute(
                        "profile",
                        "--data",
                        data.toString(),
                        "--signature",
                        signature.toString(),
                        "--out",
                        folder.resolve("baseline.json").toString());
        return said.toString();
    }

    private void write(String csv) throws IOException {
        Files.writeString(folder.resolve("data.csv"), csv);
        Files.writeString(folder.resolve("signature.json"), SIGNATURE);
    }
}
