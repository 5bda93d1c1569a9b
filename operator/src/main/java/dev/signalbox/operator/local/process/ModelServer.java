package dev.signalbox.operator.local.process;

import dev.signalbox.operator.local.process.ServerPhase.Act;
import dev.signalbox.operator.local.process.ServerPhase.Exit;
import dev.signalbox.operator.local.process.ServerPhase.Health;
import dev.signalbox.operator.local.process.ServerPhase.Seen;
import dev.signalbox.operator.local.process.ServerPhase.Step;
import dev.signalbox.operator.local.process.ServerPhase.Want;
import dev.signalbox.operator.plan.Durations;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One model server: its process, and what its run file says. Confined to the supervisor's thread. */
final class ModelServer {
    private static final Logger LOG = Logger.getLogger(ModelServer.class);
    private static final Duration CALM_PROBES = Duration.ofSeconds(1);
    private static final int MOST_PORT_CLASHES = 5;

    private final Surroundings around;
    private RunRecord run;
    private ServerPhase phase;
    private @Nullable ProcessHandle process;
    private @Nullable Process child;
    private @Nullable ReadinessProbe probe;
    private @Nullable String killedBecause;
    private int crashesInARow;
    private int portClashes;
    private boolean gone;

    /** What all model servers share; {@code changed} wakes the supervisor. */
    record Surroundings(Launcher launcher, RunFiles runs, Limits limits, HttpClient http, Runnable changed) {}

    private ModelServer(Surroundings around, RunRecord run, ServerPhase phase) {
        this.around = around;
        this.run = run;
        this.phase = phase;
    }

    /** One that is to be started. */
    static ModelServer fresh(Surroundings around, ServerKey key, String hash, Instant now) {
        return new ModelServer(around, RunRecord.fresh(key, hash), new ServerPhase.Waiting(now));
    }

    /** One that an earlier operator left: its process is taken over if it runs, and its end noticed if it does not. */
    static ModelServer left(Surroundings around, RunRecord run, @Nullable Wanted wanted, Instant now)
            throws IOException {
        ModelServer server =
                new ModelServer(around, run, run.failed() ? new ServerPhase.Failed() : new ServerPhase.Waiting(now));
        if (!run.exited()) {
            server.takeOver(wanted, now);
        }
        return server;
    }

    private void takeOver(@Nullable Wanted wanted, Instant now) throws IOException {
        /* No process number: the operator was ended after it wrote that it would start one, and perhaps after it did. */
        Optional<ProcessHandle> found = run.pid() > 0
                ? run.identity().find()
                : ProcessIdentity.startedWith(around.launcher().mark(run.key()));
        if (found.isPresent()) {
            if (run.pid() == 0) {
                run = run.runningAs(ProcessIdentity.of(found.get(), now));
                around.runs().write(run);
            }
            around.launcher().keepPort(run.key(), run.port());
            watch(found.get());
            phase = new ServerPhase.Starting(now);
            LOG.infof("Model server taken over: server=%s pid=%d port=%d", run.key(), run.pid(), run.port());
        } else if (run.pid() > 0) {
            bury(obituary(OptionalInt.empty(), false), wanted);
        }
    }

    ServerKey key() {
        return run.key();
    }

    String hash() {
        return run.hash();
    }

    boolean ready() {
        return phase instanceof ServerPhase.Ready;
    }

    boolean stopping() {
        return phase instanceof ServerPhase.Stopping;
    }

    boolean gone() {
        return gone;
    }

    ServerReport report() {
        boolean leaving = stopping() || phase instanceof ServerPhase.Leaving;
        return new ServerReport(
                run.key(),
                run.hash(),
                process == null ? 0 : process.pid(),
                run.port(),
                ready(),
                leaving,
                run.crashes());
    }

    /** Asks the process for its readiness if it is time to; completes when the answer is known. */
    CompletableFuture<?> ask(Instant now) {
        return probe == null
                ? CompletableFuture.completedFuture(null)
                : probe.ask(now, ready() ? CALM_PROBES : Duration.ZERO);
    }

    /**
     * Moves on.
     *
     * @param want whether it is to serve
     * @param wanted what to start it with; absent if nothing of its version is wanted any more
     */
    void tick(Instant now, Want want, @Nullable Wanted wanted) {
        Obituary end = ended() ? obituaryOfProcess() : null;
        ServerPhase before = phase;
        Step step = phase.next(new Seen(now, want, health(), exit(end)), around.limits());
        if (end != null) {
            process = null;
            child = null;
            probe = null;
        }
        phase = step.phase();
        forgiveCrashes(before, now);
        if (end != null && step.act() != Act.DISCARD) {
            bury(end, wanted);
        }
        act(step.act(), wanted, now);
        var unused = ask(now);
    }

    /* Of a child the runtime tells the end together with the exit code, a moment after the kernel does. */
    private boolean ended() {
        return child != null ? !child.isAlive() : process != null && !ProcessIdentity.alive(process);
    }

    private Health health() {
        return probe == null ? Health.UNKNOWN : probe.health();
    }

    private @Nullable Exit exit(@Nullable Obituary end) {
        return end == null ? null : new Exit(end.permanent(), pauseAfter(end));
    }

    private Duration pauseAfter(Obituary end) {
        return end.crash() ? around.limits().backOff().pause(crashesInARow + 1) : Duration.ZERO;
    }

    private void forgiveCrashes(ServerPhase before, Instant now) {
        if (before instanceof ServerPhase.Ready ready
                && around.limits().backOff().forgives(Duration.between(ready.since(), now))) {
            crashesInARow = 0;
        }
        portClashes = ready() ? 0 : portClashes;
    }

    private Obituary obituaryOfProcess() {
        OptionalInt code = child == null ? OptionalInt.empty() : OptionalInt.of(child.exitValue());
        boolean neverReady = phase instanceof ServerPhase.Starting;
        return obituary(code, neverReady && portClashes < MOST_PORT_CLASHES && FreePorts.taken(run.port()));
    }

    private Obituary obituary(OptionalInt code, boolean portTaken) {
        return Obituary.of(
                new Obituary.Evidence(code, around.runs().lastWords(run.key()), killedBecause, portTaken),
                run.key(),
                run.port());
    }

    private void bury(Obituary end, @Nullable Wanted wanted) {
        crashesInARow += end.crash() ? 1 : 0;
        portClashes += end.crash() ? 0 : 1;
        killedBecause = null;
        run = run.ended(wanted == null ? "" : wanted.fingerprint(), end);
        if (end.permanent()) {
            phase = new ServerPhase.Failed();
        }
        LOG.warnf("Model server ended: server=%s reason=%s", run.key(), end.why());
        try {
            around.runs().write(run);
        } catch (IOException notWritten) {
            LOG.errorf("Run file not written: server=%s reason=%s", run.key(), notWritten.toString());
        }
    }

    private void act(Act act, @Nullable Wanted wanted, Instant now) {
        switch (act) {
            case NOTHING -> {}
            case START -> start(wanted, now);
            case TERMINATE -> terminate();
            case KILL -> kill();
            case DISCARD -> discard();
        }
    }

    private void start(@Nullable Wanted wanted, Instant now) {
        if (wanted == null) {
            throw new IllegalStateException("a model server is started only when it is wanted");
        }
        try {
            run = run.starting(around.launcher().pickPort(run.key()));
            around.runs().clearTerminationLog(run.key());
            around.runs().write(run);
            child = around.launcher().start(wanted, run.key(), run.port());
            watch(child.toHandle());
            run = run.runningAs(ProcessIdentity.of(child.toHandle(), now));
            around.runs().write(run);
            LOG.infof("Model server started: server=%s pid=%d port=%d", run.key(), run.pid(), run.port());
        } catch (IOException cannotStart) {
            notStarted(cannotStart, wanted, now);
        }
    }

    private void notStarted(IOException cause, Wanted wanted, Instant now) {
        if (process != null) {
            process.destroyForcibly();
            process = null;
            child = null;
            probe = null;
        }
        Obituary end = new Obituary(true, false, "model server cannot be started: " + cause.getMessage());
        phase = new ServerPhase.Waiting(now.plus(pauseAfter(end)));
        bury(end, wanted);
    }

    private void watch(ProcessHandle handle) {
        process = handle;
        killedBecause = null;
        probe = new ReadinessProbe(around.http(), run.port(), around.changed());
        var unused = handle.onExit().thenRun(around.changed());
    }

    private void terminate() {
        if (process != null) {
            process.destroy();
        }
    }

    private void kill() {
        killedBecause = phase instanceof ServerPhase.Starting
                ? "model server was not ready within "
                        + Durations.text(around.limits().start())
                : "model server did not answer for "
                        + Durations.text(around.limits().hang());
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void discard() {
        gone = true;
        around.launcher().freePort(run.key());
        try {
            around.runs().delete(run.key());
        } catch (IOException notDeleted) {
            LOG.errorf("Run file not deleted: server=%s reason=%s", run.key(), notDeleted.toString());
        }
        LOG.infof("Model server removed: server=%s", run.key());
    }
}
