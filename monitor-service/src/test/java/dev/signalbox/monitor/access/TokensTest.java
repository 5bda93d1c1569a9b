package dev.signalbox.monitor.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokensTest {
    @Test
    void aTokenMayHaveSeveralRolesAndOthersHaveNone() {
        Tokens tokens = Tokens.of(
                "here",
                List.of(
                        "",
                        "# comment",
                        "telemetry: 0123456789abcdef",
                        "review:0123456789abcdef",
                        "operator:" + "x".repeat(40)));

        assertThat(tokens.rolesOf("0123456789abcdef")).containsExactly(Role.TELEMETRY, Role.REVIEW);
        assertThat(tokens.rolesOf("x".repeat(40))).containsExactly(Role.OPERATOR);
        assertThat(tokens.rolesOf("x".repeat(39))).isEmpty();
        assertThat(tokens.rolesOf("")).isEmpty();
    }

    @Test
    void aRefusalSaysWhichEntryIsWrongAndNeverWhatItHolds() {
        for (String wrong : List.of(
                "secret-secret-secret", "king:secret-secret-secret", "admin secret-secret", ":secret-secret-secret")) {
            assertThatThrownBy(() -> Tokens.of("file", List.of("# one", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("file entry 2 must be role:token")
                    .message()
                    .doesNotContain("secret");
        }
        assertThatThrownBy(() -> Tokens.of("file", List.of("review:secret")))
                .hasMessage("file entry 1 must have a token of at least 16 characters, got 6");
    }

    @Test
    void whatChangesAnythingNeedsARole() {
        String[][] rules = {
            {"POST", "/v1/telemetry", "telemetry"},
            {"POST", "/v1/records", "telemetry"},
            {"PUT", "/v1/deployments/a/b/versions/1/baseline", "telemetry"},
            {"POST", "/v1/feedback", "feedback"},
            {"POST", "/v1/reviews/7/decision", "review"},
            {"PUT", "/v1/deployments/a/b/policy", "operator"},
            {"PUT", "/v1/deployments/a/b/rollout", "operator"},
            {"DELETE", "/v1/deployments/a/b", "administration"},
            {"PUT", "/v1/deployments/a/b/policy/x", "administration"},
            {"POST", "/v1/telemetry/", "administration"},
            {"PATCH", "/", "administration"}
        };
        for (String[] rule : rules) {
            assertThat(AccessRules.needed(rule[0], rule[1]).map(Role::word))
                    .as(rule[0] + " " + rule[1])
                    .isEqualTo(Optional.of(rule[2]));
        }
        assertThat(AccessRules.needed("GET", "/v1/deployments/a/b/policy")).isEmpty();
    }
}
