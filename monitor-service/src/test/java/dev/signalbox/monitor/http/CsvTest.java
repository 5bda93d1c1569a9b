package dev.signalbox.monitor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "plain|plain",
                "``|``",
                "a,b|\"a,b\"",
                "say \"hi\"|\"say \"\"hi\"\"\"",
                "=HYPERLINK(\"http://evil.example\")|\"'=HYPERLINK(\"\"http://evil.example\"\")\"",
                "+cmd|'+cmd",
                "@SUM(A1)|'@SUM(A1)",
                "-2+3|'-2+3",
                "- none|'- none",
                "-|'-",
                "-2|-2",
                "-0.5|-0.5",
                "+1e-9|+1e-9",
                "-1.5E10|-1.5E10",
                "-.5|-.5",
                "-Infinity|-Infinity",
                "a=b|a=b",
            })
    void textsThatASpreadsheetWouldCarryOutAreMarked(String cell, String written) {
        assertThat(Csv.line(List.of(cell))).isEqualTo(written + "\r\n");
    }

    @ParameterizedTest
    @CsvSource({"9", "13"})
    void whiteSpaceInFrontDoesNotHideAFormula(int character) {
        String cell = Character.toString(character) + "=1+1";

        assertThat(Csv.line(List.of(cell))).contains("'" + cell);
    }
}
