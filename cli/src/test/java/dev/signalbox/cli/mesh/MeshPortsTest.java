package dev.signalbox.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeshPortsTest {
    @Test
    void noPortIsChosenTwice() throws IOException {
        MeshPorts ports = MeshPorts.choose(4);
        List<Integer> all = new ArrayList<>(List.of(ports.postgres(), ports.monitor(), ports.operator()));
        all.addAll(ports.routers());
        all.addAll(ports.routerAdmins());

        assertThat(all).hasSize(11).doesNotHaveDuplicates().allMatch(p -> p > 0);
    }
}
