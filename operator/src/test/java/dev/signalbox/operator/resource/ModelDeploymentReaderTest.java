package dev.signalbox.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads as the API server would. */
class ModelDeploymentReaderTest {
    private static final String START = "apiVersion: signalbox.dev/v1alpha1\nkind: ModelDeployment\nspec: ";

    @Test
    void aSoundDocumentIsRead() {
        var read = read("{model: {version: '7', uri: /m}, server: {replicas: 2}, routing: {failover: false},"
                + " alarms: [{name: slow, metric: latencyP99, ratio: 2}]}");

        assertThat(read.problems()).isEmpty();
        assertThat(read.spec()).isNotNull();
        assertThat(read.spec().server().replicas()).isEqualTo(2);
        assertThat(read.spec().alarms().getFirst().ratio()).isEqualTo(2.0);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {model: {version: 7, uri: /m}}                     | spec.model.version must be text, but is 7: put it in quotes, as in "7"
                    {model: {version: 1.10, uri: /m}}                  | spec.model.version must be text, but is 1.1
                    {model: {version: true, uri: /m}}                  | spec.model.version must be text, but is true
                    {alarms: [{name: 1, metric: errorRate}]}           | spec.alarms[0].name must be text, but is 1
                    {server: {resources: {limits: {cpu: 2}}}}          | spec.server.resources.limits.cpu must be text, but is 2
                    {server: {replicas: '2'}}                          | spec.server.replicas must be a whole number, but is "2"
                    {server: {replicas: 2.5}}                          | spec.server.replicas must be a whole number, but is 2.5
                    {routing: {failover: 'no'}}                        | spec.routing.failover must be true or false, but is "no"
                    {model: {version: 1.10, uri: /m}}                  | spec.model.version must be text, but is 1.10: put it in quotes, as in "1.10"
                    {rollout: Canary}                                  | spec.rollout must be an object, but is "Canary"
                    {alarms: {name: a}}                                | spec.alarms must be a list, but is an object
                    {model: [1]}                                       | spec.model must be an object, but is a list
                    {automation: {minConfidence: '0.75'}}              | spec.automation.minConfidence must be a number, but is "0.75"
                    {rollout: {deadline: 30}}                          | spec.rollout.deadline must be text, but is 30: put it in quotes and give it its unit, as in "30%" or "30s"
                    7                                                  | spec must be an object, but is 7
                    null                                               | spec is required
                    {model: {version: '1', version: '2', uri: /m}}     | Duplicate field 'version'
                    {modle: {}}                                        | spec.modle is not a field of a ModelDeployment
                    """)
    void whatTheApiServerRefusesIsRefusedByField(String spec, String message) {
        var read = read(spec);

        assertThat(read.spec()).isNull();
        assertThat(read.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains(message));
    }

    @Test
    void aKeyThatStandsTwiceIsRefusedWithItsPlace() {
        var read = new ModelDeploymentReader().read(START + "{}\nspec: {model: {version: '1', uri: /m}}\n");

        assertThat(read.problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("Duplicate field 'spec'", "line 4"));
    }

    private static ModelDeploymentReader.Read read(String spec) {
        return new ModelDeploymentReader().read(START + spec + "\n");
    }
}
