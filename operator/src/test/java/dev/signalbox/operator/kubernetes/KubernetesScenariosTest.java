package dev.signalbox.operator.kubernetes;

import dev.signalbox.operator.platform.NeighbourScenarios;
import dev.signalbox.operator.platform.PlatformFixture;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The scenarios on a real Kubernetes API. */
class KubernetesScenariosTest extends NeighbourScenarios {
    @RegisterExtension
    static final TestCluster CLUSTER = new TestCluster();

    @Override
    protected PlatformFixture world() {
        return new KubernetesFixture(CLUSTER);
    }
}
