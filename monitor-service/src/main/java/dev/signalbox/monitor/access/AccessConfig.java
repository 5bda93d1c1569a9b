package dev.signalbox.monitor.access;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** The tokens that callers must show. Without any, everyone may do everything. */
@ConfigMapping(prefix = "signalbox.monitor.access")
public interface AccessConfig {
    /** Tokens, each as {@code role:token}. */
    Optional<List<String>> tokens();

    /** A file of tokens, one {@code role:token} a line; it is read again when it changes. */
    Optional<String> file();
}
