package dev.signalbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @CsvSource({"5%,500", "0.01%,1", "0.25%,25", "100%,10000", "0%,0", "12.5%,1250"})
    void aPercentageIsReadToTheBasisPointAndWrittenBack(String text, int basisPoints) {
        Weight weight = Weight.parse("weight", text);

        assertThat(weight.basisPoints()).isEqualTo(basisPoints);
        assertThat(weight).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "0.001%", "101%", "-1%", "%", "five%", "1e1%", "100.01%"})
    void aWrongPercentageIsRefusedWithItsFieldAndValue(String text) {
        assertThatThrownBy(() -> Weight.parse("spec.steps[0].weight", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("spec.steps[0].weight")
                .hasMessageContaining(text);
    }

    @Test
    void aWeightAndItsRestAreAllOfTheRequests() {
        assertThat(Weight.ofPercent(25).rest()).isEqualTo(Weight.ofPercent(75));
    }

    @Test
    void aNameWithoutNamespaceIsInTheDefaultOne() {
        assertThat(DeploymentName.parse("loan-approval")).hasToString("default/loan-approval");
        assertThat(DeploymentName.parse("credit/loan-approval").namespace()).isEqualTo("credit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Loan", "-a", "a/b/c", "a/", "/a", "", "a_b"})
    void aNameThatKubernetesWouldRefuseIsRefused(String name) {
        assertThatThrownBy(() -> DeploymentName.parse(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1-", "a b", "a/b", "12345678901234567890123456789012345678901"})
    void aVersionThatIsNoLabelIsRefused(String version) {
        assertThatThrownBy(() -> new ModelVersion(version))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version");
    }

    @Test
    void aMessageDoesNotRepeatAValueWithoutBound() {
        assertThatThrownBy(() -> new ModelVersion("x".repeat(100_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300));
    }
}
