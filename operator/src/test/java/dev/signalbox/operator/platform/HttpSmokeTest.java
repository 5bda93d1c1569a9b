package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.SmokeView;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpSmokeTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");

    private final PlayedInference instance = new PlayedInference();
    private final HttpSmoke smoke =
            new HttpSmoke(HttpClient.newHttpClient(), Duration.ofSeconds(2), Operator.contractJson());

    @AfterEach
    void end() {
        instance.close();
    }

    @Test
    void aSampleIsMadeUpFromWhatTheServerSaysOfItsInputs() {
        instance.has("[{\"name\":\"age\",\"datatype\":\"INT64\",\"shape\":[-1,2]},"
                + "{\"name\":\"city\",\"datatype\":\"BYTES\",\"shape\":[1]},"
                + "{\"name\":\"known\",\"datatype\":\"BOOL\",\"shape\":[1]}]");

        assertThat(smoke.ask(LOAN, List.of(instance.base()))).isInstanceOf(SmokeView.Passed.class);
        assertThat(instance.lastRequest())
                .isEqualTo("{\"inputs\":[{\"name\":\"age\",\"datatype\":\"INT64\",\"shape\":[1,2],\"data\":[0,0]},"
                        + "{\"name\":\"city\",\"datatype\":\"BYTES\",\"shape\":[1],\"data\":[\"\"]},"
                        + "{\"name\":\"known\",\"datatype\":\"BOOL\",\"shape\":[1],\"data\":[false]}]}");
    }

    @Test
    void aServerThatCannotAnswerHasFailed() {
        instance.answers(500);

        assertThat(smoke.ask(LOAN, List.of(instance.base())))
                .isEqualTo(new SmokeView.Failed("a sample inference was answered by 500: {\"error\":\"no\"}"));
    }

    @Test
    void aServerThatRefusesWhatWasMadeUpHasAnswered() {
        instance.answers(400);

        assertThat(smoke.ask(LOAN, List.of(instance.base()))).isInstanceOf(SmokeView.Passed.class);
    }

    @Test
    void oneThatCannotBeReachedIsAskedAgain() {
        URI nobody = instance.base();
        instance.close();

        assertThat(smoke.ask(LOAN, List.of(nobody))).isInstanceOf(SmokeView.Unknown.class);
        assertThat(smoke.ask(LOAN, List.of())).isInstanceOf(SmokeView.Unknown.class);
    }

    @Test
    void anInputThatIsTooLargeIsNotMadeUp() {
        instance.has("[{\"name\":\"x\",\"datatype\":\"FP32\",\"shape\":[1000,1000,1000,1000,1000,1000,1000]}]");

        assertThat(smoke.ask(LOAN, List.of(instance.base())))
                .isEqualTo(new SmokeView.Passed("its inputs are known, but no sample can be made up for them"));
    }
}
