package dev.signalbox.operator.local.process;

import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why a process that was not asked to end did.
 *
 * @param crash whether it counts as one: another process on the port is nobody's fault
 * @param permanent whether starting it again cannot help
 */
record Obituary(boolean crash, boolean permanent, String why) {
    /** The exit code by which a model server says that its model cannot be loaded. */
    static final int CANNOT_LOAD = 3;

    /* What shells and setsid answer where there is nothing to become. */
    private static final int CANNOT_EXECUTE = 126;
    private static final int NOT_FOUND = 127;
    private static final int KILLED_BY_SIGNAL = 128;

    /**
     * What is known at the end of a process.
     *
     * @param code its exit code, unknown for one that an earlier operator started
     * @param lastWords what it wrote to its termination log
     * @param killedBecause why the supervisor killed it, if it did
     * @param portTaken whether it never became ready and another process has its port
     */
    record Evidence(
            OptionalInt code,
            Optional<String> lastWords,
            @Nullable String killedBecause,
            boolean portTaken) {}

    static Obituary of(Evidence evidence, ServerKey server, int port) {
        /* A model server writes its termination log when it cannot load its model, and then only. */
        boolean cannotLoad = evidence.code().isPresent()
                ? evidence.code().getAsInt() == CANNOT_LOAD
                : evidence.lastWords().isPresent();
        if (cannotLoad) {
            return new Obituary(true, true, evidence.lastWords().orElse("the model cannot be loaded (exit code 3)"));
        }
        if (evidence.killedBecause() != null) {
            return new Obituary(true, false, evidence.killedBecause());
        }
        if (evidence.portTaken()) {
            return new Obituary(false, false, "port " + port + " was taken by another process");
        }
        return new Obituary(
                true,
                false,
                evidence.lastWords().orElseGet(() -> ofCode(evidence.code()) + ", see logs/" + server + ".log"));
    }

    private static String ofCode(OptionalInt code) {
        if (code.isEmpty()) {
            return "model server ended while no operator ran";
        }
        if (code.getAsInt() == CANNOT_EXECUTE || code.getAsInt() == NOT_FOUND) {
            return "signalbox.operator.local.model-server cannot be started: exit code " + code.getAsInt();
        }
        int signal = code.getAsInt() - KILLED_BY_SIGNAL;
        return "model server ended with exit code " + code.getAsInt() + (signal > 0 ? " (signal " + signal + ")" : "");
    }
}
