package dev.signalbox.monitor.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which role a request needs. What changes anything and is not named here is for administration. */
final class AccessRules {
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
    private static final String DEPLOYMENT = "/v1/deployments/[^/]+/[^/]+";

    private static final List<Rule> WRITING = List.of(
            new Rule("/v1/(telemetry|records|tickets)", Role.TELEMETRY),
            new Rule(DEPLOYMENT + "/versions/[^/]+/baseline", Role.TELEMETRY),
            new Rule("/v1/feedback", Role.FEEDBACK),
            new Rule("/v1/reviews(/.*)?", Role.REVIEW),
            new Rule(DEPLOYMENT + "/(policy|rollout)", Role.OPERATOR));

    private AccessRules() {}

    private record Rule(Pattern path, Role role) {
        Rule(String path, Role role) {
            this(Pattern.compile(path), role);
        }
    }

    /** The role that a request needs before anything else is looked at; reading is open, unless what is read says otherwise. */
    static Optional<Role> needed(String method, String path) {
        if (READING.contains(method)) {
            return Optional.empty();
        }
        return Optional.of(WRITING.stream()
                .filter(rule -> rule.path().matcher(path).matches())
                .map(Rule::role)
                .findFirst()
                .orElse(Role.ADMINISTRATION));
    }
}
