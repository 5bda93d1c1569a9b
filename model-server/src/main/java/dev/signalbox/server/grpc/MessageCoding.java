package dev.signalbox.server.grpc;

import dev.signalbox.server.body.ContentCoding;
import dev.signalbox.server.codec.RequestRefused;
import org.jspecify.annotations.Nullable;

/** How the message of a call is compressed. */
final class MessageCoding {
    static final String HEADER = "grpc-encoding";
    static final String ACCEPTED = "gzip, deflate, identity";

    private MessageCoding() {}

    /** It is compressed in a way that this server does not know. */
    static final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        private Unknown() {
            super(HEADER + " must be gzip, deflate or identity, if any", null, false, false);
        }

        String text() {
            return String.valueOf(getMessage());
        }
    }

    /** That of a message, by the header of its call. */
    static ContentCoding of(GrpcFrame frame, @Nullable String header) throws Unknown {
        ContentCoding coding = ContentCoding.named(header).orElseThrow(Unknown::new);
        if (!frame.compressed()) {
            return ContentCoding.IDENTITY;
        }
        if (coding == ContentCoding.IDENTITY) {
            throw new RequestRefused("message says that it is compressed, and " + HEADER + " does not say how");
        }
        return coding;
    }
}
