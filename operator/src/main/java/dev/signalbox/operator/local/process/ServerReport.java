package dev.signalbox.operator.local.process;

import org.jspecify.annotations.Nullable;

/**
 * How one model server is.
 *
 * @param hash names what it was started with
 * @param pid the process, 0 if there is none
 * @param ready whether requests may be sent to it
 * @param leaving whether it is on its way out
 * @param crashes how often it ended without being asked to, and why the last time
 */
public record ServerReport(
        ServerKey key,
        String hash,
        long pid,
        int port,
        boolean ready,
        boolean leaving,
        RunRecord.@Nullable Crashes crashes) {
    /** Where requests go. */
    public String endpoint() {
        return ServerCommand.HOST + ":" + port;
    }
}
