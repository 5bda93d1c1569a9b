package dev.signalbox.monitor.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The tokens that are known, by their digests alone. Immutable. */
final class Tokens {
    private static final int SHORTEST = 16;

    private final List<Known> known;

    private Tokens(List<Known> known) {
        this.known = known;
    }

    /** No class of its own prints a token, and neither does this one. */
    private static final class Known {
        private final Role role;
        private final byte[] digest;

        Known(Role role, byte[] digest) {
            this.role = role;
            this.digest = digest;
        }
    }

    /** Reads {@code role:token} entries; a refusal says which one is wrong, and never what it holds. */
    static Tokens of(String source, List<String> entries) {
        List<Known> known = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            String entry = entries.get(i).strip();
            if (!entry.isEmpty() && !entry.startsWith("#")) {
                known.add(known(source + " entry " + (i + 1), entry));
            }
        }
        return new Tokens(List.copyOf(known));
    }

    private static Known known(String where, String entry) {
        int colon = entry.indexOf(':');
        Role role = Role.of(entry.substring(0, Math.max(0, colon)).strip())
                .orElseThrow(() -> new IllegalArgumentException(where
                        + " must be role:token with a role of telemetry, feedback, review, operator, administration"));
        String token = entry.substring(colon + 1).strip();
        if (token.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    where + " must have a token of at least " + SHORTEST + " characters, got " + token.length());
        }
        return new Known(role, digest(token));
    }

    Tokens and(Tokens more) {
        List<Known> all = new ArrayList<>(known);
        all.addAll(more.known);
        return new Tokens(List.copyOf(all));
    }

    boolean isEmpty() {
        return known.isEmpty();
    }

    /** The roles of a token; none if it is unknown. */
    Set<Role> rolesOf(String token) {
        /* Every known token is looked at, and each as a whole, so that time tells nothing about them. */
        byte[] digest = digest(token);
        Set<Role> roles = EnumSet.noneOf(Role.class);
        for (Known one : known) {
            if (MessageDigest.isEqual(one.digest, digest)) {
                roles.add(one.role);
            }
        }
        return roles;
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
