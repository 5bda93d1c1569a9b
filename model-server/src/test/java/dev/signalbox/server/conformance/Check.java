package dev.signalbox.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.server.conformance.Subject.Seen;

/** One claim about every server, by the section of the protocol's checklist that it comes from. */
record Check(String section, String claim, Body body) {
    /** How a check is made: it throws an AssertionError where the claim does not hold, NotHere where it says nothing. */
    interface Body {
        void check(Subject server) throws InterruptedException;
    }

    /** The model under test has nothing that the claim is about. */
    static final class NotHere extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotHere(String what) {
            super(what, null, false, false);
        }
    }

    /** How it went: {@code failure} is empty where the claim holds. */
    record Outcome(Check check, String result, String failure) {}

    Outcome of(Subject server) throws InterruptedException {
        try {
            body.check(server);
            return new Outcome(this, "pass", "");
        } catch (NotHere nothing) {
            return new Outcome(this, "-", String.valueOf(nothing.getMessage()));
        } catch (AssertionError | RuntimeException failed) {
            return new Outcome(
                    this, "FAIL", String.valueOf(failed.getMessage()).strip().replaceAll("\\s+", " "));
        }
    }

    static <T> T present(T something, String what) {
        if (something == null) {
            throw new NotHere("no " + what);
        }
        return something;
    }

    /** The answer is 200 and JSON. */
    static Seen ok(Seen seen) {
        assertThat(seen.status())
                .as(() -> new String(seen.bytes(), java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo(200);
        return seen;
    }

    /** The answer is a failure of that kind, with a message, as exactly application/json. */
    static Seen refused(Seen seen, int... statuses) {
        assertThat(statuses).contains(seen.status());
        assertThat(seen.header("Content-Type")).isEqualTo("application/json");
        assertThat(seen.json().path("error").asText()).isNotBlank();
        return seen;
    }
}
