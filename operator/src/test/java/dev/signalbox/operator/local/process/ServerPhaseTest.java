package dev.signalbox.operator.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.signalbox.operator.local.process.ServerPhase.Act;
import dev.signalbox.operator.local.process.ServerPhase.Exit;
import dev.signalbox.operator.local.process.ServerPhase.Failed;
import dev.signalbox.operator.local.process.ServerPhase.Health;
import dev.signalbox.operator.local.process.ServerPhase.Leaving;
import dev.signalbox.operator.local.process.ServerPhase.Ready;
import dev.signalbox.operator.local.process.ServerPhase.Seen;
import dev.signalbox.operator.local.process.ServerPhase.Starting;
import dev.signalbox.operator.local.process.ServerPhase.Step;
import dev.signalbox.operator.local.process.ServerPhase.Stopping;
import dev.signalbox.operator.local.process.ServerPhase.Unready;
import dev.signalbox.operator.local.process.ServerPhase.Waiting;
import dev.signalbox.operator.local.process.ServerPhase.Want;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ServerPhaseTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(60),
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            new Limits.BackOff(Duration.ofMillis(500), Duration.ofSeconds(30)));
    private static final Exit CRASH = new Exit(false, Duration.ofSeconds(4));
    private static final Exit FOR_GOOD = new Exit(true, Duration.ofSeconds(4));

    static Stream<Arguments> rows() {
        return Stream.of(
                row("starting becomes ready", new Starting(T0), serve(1, Health.UP), new Ready(at(1)), Act.NOTHING),
                row("starting stays", new Starting(T0), serve(60, Health.DOWN), new Starting(T0), Act.NOTHING),
                row("too slow is killed", new Starting(T0), serve(61, Health.DOWN), new Starting(T0), Act.KILL),
                row("crash waits", new Starting(T0), ended(1, Want.SERVE, CRASH), new Waiting(at(5)), Act.NOTHING),
                row("gives up", new Starting(T0), ended(1, Want.SERVE, FOR_GOOD), new Failed(), Act.NOTHING),
                row("not wanted ends", new Starting(T0), want(1, Want.LEAVE), new Stopping(at(1)), Act.TERMINATE),
                row("silence unreadies", new Ready(T0), serve(1, Health.DOWN), new Unready(at(1)), Act.NOTHING),
                row("surplus leaves", new Ready(T0), want(1, Want.LEAVE), new Leaving(at(1)), Act.NOTHING),
                row("removed ends at once", new Ready(T0), want(1, Want.END), new Stopping(at(1)), Act.TERMINATE),
                row("ready crashes", new Ready(T0), ended(1, Want.SERVE, CRASH), new Waiting(at(5)), Act.NOTHING),
                row("comes back", new Unready(T0), serve(1, Health.UP), new Ready(at(1)), Act.NOTHING),
                row("hanging is killed", new Unready(T0), serve(31, Health.DOWN), new Unready(T0), Act.KILL),
                row("drains", new Leaving(T0), want(2, Want.LEAVE), new Leaving(T0), Act.NOTHING),
                row("drained", new Leaving(T0), want(3, Want.LEAVE), new Stopping(at(3)), Act.TERMINATE),
                row("wanted again", new Leaving(T0), serve(1, Health.UP), new Unready(at(1)), Act.NOTHING),
                row("stopping is patient", new Stopping(T0), want(10, Want.END), new Stopping(T0), Act.NOTHING),
                row("stopping has an end", new Stopping(T0), want(11, Want.END), new Stopping(T0), Act.KILL),
                row("no way back", new Stopping(T0), serve(1, Health.UP), new Stopping(T0), Act.NOTHING),
                row("stopped", new Stopping(T0), ended(1, Want.END, CRASH), new Stopping(T0), Act.DISCARD),
                row("pause", new Waiting(at(4)), serve(3, Health.UNKNOWN), new Waiting(at(4)), Act.NOTHING),
                row("restart", new Waiting(at(4)), serve(4, Health.UNKNOWN), new Starting(at(4)), Act.START),
                row("not restarted", new Waiting(at(4)), want(1, Want.END), new Waiting(at(4)), Act.DISCARD),
                row("failed stays", new Failed(), serve(900, Health.UNKNOWN), new Failed(), Act.NOTHING),
                row("failed goes", new Failed(), want(1, Want.LEAVE), new Failed(), Act.DISCARD));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void aPhaseDecidesItsNext(ServerPhase from, Seen seen, ServerPhase to, Act act) {
        assertThat(from.next(seen, LIMITS)).isEqualTo(new Step(to, act));
    }

    private static Arguments row(String name, ServerPhase from, Seen seen, ServerPhase to, Act act) {
        return argumentSet(name, from, seen, to, act);
    }

    private static Seen serve(int second, Health health) {
        return new Seen(at(second), Want.SERVE, health, null);
    }

    private static Seen want(int second, Want want) {
        return new Seen(at(second), want, Health.UP, null);
    }

    private static Seen ended(int second, Want want, Exit exit) {
        return new Seen(at(second), want, Health.UP, exit);
    }

    private static Instant at(int second) {
        return T0.plusSeconds(second);
    }
}
