package dev.signalbox.api;

import java.util.Optional;
import java.util.function.BiConsumer;

/** The token that one service shows to another, or none. It never shows up in a text. */
public final class BearerToken {
    /** Nothing is shown. */
    public static final BearerToken NONE = new BearerToken("");

    private final String token;

    private BearerToken(String token) {
        this.token = token;
    }

    /** The token of a setting; a blank one is none. */
    public static BearerToken of(Optional<String> setting) {
        return setting.map(String::strip)
                .filter(token -> !token.isEmpty())
                .map(BearerToken::new)
                .orElse(NONE);
    }

    /** The value of the Authorization header, if there is a token. */
    public Optional<String> header() {
        return token.isEmpty() ? Optional.empty() : Optional.of("Bearer " + token);
    }

    /** Shows it to whoever sets the headers of a request. */
    public void show(BiConsumer<String, String> headers) {
        header().ifPresent(header -> headers.accept("Authorization", header));
    }

    @Override
    public String toString() {
        return token.isEmpty() ? "no token" : "a token";
    }
}
