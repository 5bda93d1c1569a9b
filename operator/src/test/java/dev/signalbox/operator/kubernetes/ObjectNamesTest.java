package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectNamesTest {
    @ParameterizedTest
    @CsvSource({"loan-approval,7", "loan,2026-05-01.a", "7up,1", "loan,A_B", "x,y"})
    void aNameIsALabelThatBeginsWithALetter(String name, String version) {
        assertThat(ObjectNames.of(new DeploymentName("default", name), new ModelVersion(version)))
                .matches("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
    }

    @Test
    void aPlainVersionIsPlainToSee() {
        assertThat(ObjectNames.of(DeploymentName.parse("loan-approval"), new ModelVersion("7")))
                .isEqualTo("loan-approval-7");
    }

    @Test
    void theLongestNameIsCutAndStaysItsOwn() {
        String longest = "a".repeat(63);
        String one = ObjectNames.of(new DeploymentName("default", longest), new ModelVersion("1"));
        String two = ObjectNames.of(new DeploymentName("default", longest), new ModelVersion("2"));
        assertThat(one).hasSizeLessThanOrEqualTo(63).isNotEqualTo(two);
    }

    @Test
    void twoDeploymentsNeverShareAName() {
        assertThat(ObjectNames.of(DeploymentName.parse("a-1"), new ModelVersion("2")))
                .isNotEqualTo(ObjectNames.of(DeploymentName.parse("a"), new ModelVersion("1-2")));
    }
}
