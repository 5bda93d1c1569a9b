package dev.signalbox.cli.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void columnsAreAsWideAsTheyNeedToBe() {
        Table table = new Table("NAME", "PHASE").row("loan-approval", "Canary").row("a", "");

        assertThat(table.lines()).containsExactly("NAME            PHASE", "loan-approval   Canary", "a");
    }

    @Test
    void aTableCanStandBelowAnother() {
        Table above = new Table("NAME", "PHASE").row("loan-approval", "Canary");
        Table below = new Table("NAME", "PHASE").row("a", "Stable").atLeast(above.widths());

        assertThat(below.lines()).last().isEqualTo("a               Stable");
    }

    @Test
    void aRowHasAsManyCellsAsThereAreHeadings() {
        assertThatThrownBy(() -> new Table("A").row("1", "2")).hasMessageContaining("1 cells, got 2");
    }
}
