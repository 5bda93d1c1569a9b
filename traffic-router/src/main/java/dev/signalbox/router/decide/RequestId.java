package dev.signalbox.router.decide;

import org.jspecify.annotations.Nullable;

/** The rule for the request ids that applications give. */
public final class RequestId {
    /** The longest id that is taken over. */
    public static final int LONGEST = 128;

    private RequestId() {}

    /** Whether an id is 1 to 128 visible ASCII characters: it ends up in headers, logs and records. */
    public static boolean acceptable(@Nullable String id) {
        if (id == null || id.isEmpty() || id.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }
}
