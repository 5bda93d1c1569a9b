package dev.signalbox.monitor.access;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides whether a caller may do something, by the token that it shows. Thread safe. */
@Singleton
public class Access {
    private static final Logger LOG = Logger.getLogger(Access.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(2);
    private static final String BEARER = "bearer ";
    private static final int LONGEST = 4_096;

    private final Tokens configured;
    private final @Nullable Path file;
    private final Clock clock;
    private volatile FromFile fromFile;

    Access(AccessConfig config, Clock clock) {
        this.configured =
                Tokens.of("signalbox.monitor.access.tokens", config.tokens().orElse(List.of()));
        this.file = config.file().map(Path::of).orElse(null);
        this.clock = clock;
        try {
            this.fromFile = file == null
                    ? new FromFile(Tokens.of("", List.of()), FileTime.fromMillis(0), Instant.MAX)
                    : read(file, clock.instant());
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "signalbox.monitor.access.file must be a file that can be read, got " + file, e);
        }
    }

    private record FromFile(Tokens tokens, FileTime changed, Instant lookedAt) {}

    /** What became of a request's token. */
    public enum Answer {
        /** The caller may. */
        ALLOWED,
        /** No token was shown, or an unknown one. */
        UNKNOWN,
        /** The token is known, and does not allow it. */
        NOT_ALLOWED
    }

    /** Whether who shows this Authorization header may do what a role is needed for. */
    public Answer check(@Nullable String authorization, Role needed) {
        Tokens tokens = configured.and(current());
        if (tokens.isEmpty() && file == null) {
            return Answer.ALLOWED;
        }
        if (authorization == null
                || authorization.length() > LONGEST
                || !authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
            return Answer.UNKNOWN;
        }
        Set<Role> roles =
                tokens.rolesOf(authorization.substring(BEARER.length()).strip());
        if (roles.isEmpty()) {
            return Answer.UNKNOWN;
        }
        return roles.stream().anyMatch(role -> role.allows(needed)) ? Answer.ALLOWED : Answer.NOT_ALLOWED;
    }

    private Tokens current() {
        FromFile last = fromFile;
        Instant now = clock.instant();
        if (file != null && Duration.between(last.lookedAt(), now).compareTo(LOOK_AGAIN) >= 0) {
            last = readAgain(file, last, now);
            fromFile = last;
        }
        return last.tokens();
    }

    /* What can not be read is no reason to let anyone in, or to lock everyone out: the last tokens stay. */
    private static FromFile readAgain(Path file, FromFile last, Instant now) {
        try {
            if (Files.getLastModifiedTime(file).equals(last.changed())) {
                return new FromFile(last.tokens(), last.changed(), now);
            }
            FromFile read = read(file, now);
            LOG.infof("Tokens read again: file=%s", file);
            return read;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warnf("Tokens not read again, the last ones stay: file=%s reason=%s", file, e.getMessage());
            return new FromFile(last.tokens(), last.changed(), now);
        }
    }

    private static FromFile read(Path file, Instant now) throws IOException {
        FileTime changed = Files.getLastModifiedTime(file);
        return new FromFile(Tokens.of(file.toString(), Files.readAllLines(file)), changed, now);
    }
}
