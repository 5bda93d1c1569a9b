package dev.signalbox.server.codec;

import dev.signalbox.server.signature.Output;

/** An output that a request wants, and whether as a binary tensor. */
public record WantedOutput(Output output, boolean binary) {
    /** The output's name. */
    public String name() {
        return output.name();
    }
}
