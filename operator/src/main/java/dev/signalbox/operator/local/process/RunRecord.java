package dev.signalbox.operator.local.process;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one model server, as its run file holds it, so that an operator that starts goes on where another one was
 * ended.
 *
 * @param hash names what it was started with
 * @param port where it listens
 * @param pid its process; 0: about to be started, or not running
 * @param started when its process was started
 * @param kernelStart the same as the kernel counts it, where it does
 * @param exited whether it is not running, and its end was noticed if it ever was
 * @param crashes how often it ended without being asked to
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunRecord(
        int v,
        DeploymentName deployment,
        ModelVersion version,
        int index,
        String hash,
        int port,
        long pid,
        @Nullable Instant started,
        @Nullable String kernelStart,
        boolean exited,
        @Nullable Crashes crashes) {
    static final int VERSION = 1;

    /**
     * How often a model server ended without being asked to.
     *
     * @param fingerprint what was wanted then; they count for that only
     * @param count how often
     * @param permanent whether it gave up for good
     * @param message why it ended the last time
     */
    public record Crashes(String fingerprint, int count, boolean permanent, String message) {}

    /** One that was never started. */
    static RunRecord fresh(ServerKey key, String hash) {
        return new RunRecord(VERSION, key.deployment(), key.version(), key.index(), hash, 0, 0, null, null, true, null);
    }

    /** About to be started on this port. */
    RunRecord starting(int onPort) {
        return with(onPort, new ProcessIdentity(0, null, null), false, crashes);
    }

    /** Started as this process. */
    RunRecord runningAs(ProcessIdentity identity) {
        return with(port, identity, false, crashes);
    }

    /** Ended, for this reason. */
    RunRecord ended(String fingerprint, Obituary obituary) {
        int before = crashes != null && crashes.fingerprint().equals(fingerprint) ? crashes.count() : 0;
        Crashes now =
                new Crashes(fingerprint, before + (obituary.crash() ? 1 : 0), obituary.permanent(), obituary.why());
        return with(port, new ProcessIdentity(0, null, null), true, now);
    }

    private RunRecord with(int onPort, ProcessIdentity process, boolean hasExited, @Nullable Crashes hasCrashed) {
        return new RunRecord(
                VERSION,
                deployment,
                version,
                index,
                hash,
                onPort,
                process.pid(),
                process.startedAt(),
                process.kernelStart(),
                hasExited,
                hasCrashed);
    }

    @JsonIgnore
    ServerKey key() {
        return new ServerKey(deployment, version, index);
    }

    @JsonIgnore
    ProcessIdentity identity() {
        return new ProcessIdentity(pid, started, kernelStart);
    }

    @JsonIgnore
    boolean failed() {
        return crashes != null && crashes.permanent();
    }
}
