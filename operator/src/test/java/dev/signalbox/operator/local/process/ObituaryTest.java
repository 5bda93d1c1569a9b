package dev.signalbox.operator.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.process.Obituary.Evidence;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ObituaryTest {
    private static final ServerKey SERVER =
            new ServerKey(DeploymentName.parse("default/loan"), new ModelVersion("1"), 0);
    private static final Optional<String> SAID = Optional.of("model.pt is missing");

    @Test
    void exitCodeThreeIsForGoodAndSaysWhatTheModelServerSaid() {
        Obituary obituary = Obituary.of(new Evidence(OptionalInt.of(3), SAID, null, true), SERVER, 4000);
        assertThat(obituary).isEqualTo(new Obituary(true, true, "model.pt is missing"));
    }

    @Test
    void lastWordsAreForGoodWhereTheExitCodeIsUnknown() {
        assertThat(Obituary.of(new Evidence(OptionalInt.empty(), SAID, null, false), SERVER, 4000)
                        .permanent())
                .isTrue();
        assertThat(Obituary.of(new Evidence(OptionalInt.empty(), Optional.empty(), null, false), SERVER, 4000))
                .isEqualTo(new Obituary(
                        true, false, "model server ended while no operator ran, see logs/default.loan.1-0.log"));
    }

    @Test
    void aKillNamesItsSignal() {
        assertThat(Obituary.of(new Evidence(OptionalInt.of(137), Optional.empty(), null, false), SERVER, 4000)
                        .why())
                .isEqualTo("model server ended with exit code 137 (signal 9), see logs/default.loan.1-0.log");
    }

    @Test
    void aPortThatIsTakenIsNoCrash() {
        assertThat(Obituary.of(new Evidence(OptionalInt.of(1), Optional.empty(), null, true), SERVER, 4000))
                .isEqualTo(new Obituary(false, false, "port 4000 was taken by another process"));
    }

    @Test
    void pausesDoubleUpToTheLongest() {
        Limits.BackOff backOff = new Limits.BackOff(Duration.ofMillis(500), Duration.ofSeconds(3));
        assertThat(backOff.pause(1)).isEqualTo(Duration.ofMillis(500));
        assertThat(backOff.pause(2)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backOff.pause(4)).isEqualTo(Duration.ofSeconds(3));
        assertThat(backOff.pause(1_000_000)).isEqualTo(Duration.ofSeconds(3));
        assertThat(backOff.forgives(Duration.ofMinutes(2))).isTrue();
        assertThat(backOff.forgives(Duration.ofSeconds(30))).isFalse();
    }
}
