package dev.signalbox.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessIdTest {
    @Test
    void aProcessIsFoundWhileItRunsAndNotAfter() throws Exception {
        Process process = new ProcessBuilder(List.of("sleep", "60")).start();
        ProcessId id = ProcessId.of(process.toHandle());

        assertThat(id.running()).contains(process.toHandle());
        ManagedService.end(process.toHandle(), Duration.ofSeconds(10));
        assertThat(id.running()).isEmpty();
    }

    @Test
    void anotherProcessWithTheSameNumberIsNotTaken() {
        ProcessId me = ProcessId.of(ProcessHandle.current());

        assertThat(new ProcessId(me.pid(), me.started().minusSeconds(60)).running())
                .isEmpty();
    }

    @Test
    void aProcessThatDoesNotListenIsEnded() throws Exception {
        Process deaf = new ProcessBuilder("sh", "-c", "trap '' TERM; echo up; while :; do sleep 1; done").start();
        assertThat(deaf.inputReader().readLine()).isEqualTo("up");

        ManagedService.end(deaf.toHandle(), Duration.ofMillis(300));

        assertThat(deaf.isAlive()).isFalse();
    }
}
