package dev.signalbox.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class NameArgumentsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"loan -n credit", "md loan -n credit", "md/loan -n credit", "-n credit modeldeployments loan"})
    void aNameIsReadAsKubectlReadsIt(String typed) {
        assertThat(read(typed).required()).hasToString("credit/loan");
    }

    @Test
    void theKindAloneNamesNothing() {
        assertThat(read("md").name()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pods loan", "pod/loan"})
    void anotherKindIsRefused(String typed) {
        assertThatThrownBy(() -> read(typed).name()).hasMessageContaining("resource type");
    }

    private static NameArguments read(String typed) {
        return CommandLine.populateCommand(new NameArguments(), typed.split(" "));
    }
}
