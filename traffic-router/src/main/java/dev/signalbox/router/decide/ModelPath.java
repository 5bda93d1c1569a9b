package dev.signalbox.router.decide;

import dev.signalbox.api.DeploymentName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request target of the Open Inference Protocol: {@code /v2/models/{name}/...}, or {@code /{namespace}/v2/models/{name}/...}
 * for another namespace than {@code default}, with {@code /versions/{version}} where one is asked for. {@code upstream} is
 * the target without the namespace and otherwise as it came.
 */
public record ModelPath(
        String namespace, String name, @Nullable String version, String upstream) {
    private static final String MODELS = "/v2/models/";
    private static final String VERSIONS = "/versions/";
    private static final String FEEDBACK = "/feedback";
    private static final String DECISIONS = "/decisions/";

    /** Reads a request target; empty if it names no model. */
    public static Optional<ModelPath> parse(String target) {
        int models = target.startsWith(MODELS) ? 0 : target.indexOf('/', 1);
        if (models < 0 || !target.startsWith(MODELS, models)) {
            return Optional.empty();
        }
        String namespace = models == 0 ? DeploymentName.DEFAULT_NAMESPACE : decoded(target.substring(1, models));
        int start = models + MODELS.length();
        int end = endOfSegment(target, start);
        if (end == start) {
            return Optional.empty();
        }
        String version = null;
        if (target.startsWith(VERSIONS, end)) {
            int from = end + VERSIONS.length();
            version = decoded(target.substring(from, endOfSegment(target, from)));
        }
        return Optional.of(
                new ModelPath(namespace, decoded(target.substring(start, end)), version, target.substring(models)));
    }

    /** Whether the request asks for an inference, which may be asked again without harm. */
    public boolean infers() {
        int query = upstream.indexOf('?');
        return upstream.startsWith("/infer", (query < 0 ? upstream.length() : query) - "/infer".length())
                || upstream.equals(GrpcCall.INFER);
    }

    /** Whether the request hands over feedback, which the monitor takes. */
    public boolean isFeedback() {
        int query = upstream.indexOf('?');
        int end = query < 0 ? upstream.length() : query;
        int start = end - FEEDBACK.length();
        return upstream.startsWith(FEEDBACK, start) && upstream.indexOf('/', MODELS.length()) == start;
    }

    /** The request whose decision is asked for, which the monitor knows; empty if it asks for something else. */
    public Optional<String> decisionOf() {
        int name = endOfSegment(upstream, MODELS.length());
        if (!upstream.startsWith(DECISIONS, name)) {
            return Optional.empty();
        }
        int from = name + DECISIONS.length();
        int end = endOfSegment(upstream, from);
        boolean last = end == upstream.length() || upstream.charAt(end) == '?';
        return end > from && last ? Optional.of(upstream.substring(from, end)) : Optional.empty();
    }

    /** Where the decisions on the model's requests are found, up to the request's id. */
    public String decisions() {
        String model = MODELS + name + DECISIONS;
        return namespace.equals(DeploymentName.DEFAULT_NAMESPACE) ? model : "/" + namespace + model;
    }

    /** What follows the question mark, without it; empty if there is none. */
    public String query() {
        int query = upstream.indexOf('?');
        return query < 0 ? "" : upstream.substring(query + 1);
    }

    /** {@code namespace/name}, which need not be a valid name. */
    public String key() {
        return namespace + "/" + name;
    }

    private static int endOfSegment(String target, int from) {
        int at = from;
        while (at < target.length() && target.charAt(at) != '/' && target.charAt(at) != '?') {
            at++;
        }
        return at;
    }

    /* Some clients quote what needs no quoting. What cannot be decoded is no known name. */
    private static String decoded(String segment) {
        if (segment.indexOf('%') < 0) {
            return segment;
        }
        StringBuilder decoded = new StringBuilder(segment.length());
        for (int at = 0; at < segment.length(); at++) {
            char next = segment.charAt(at);
            if (next == '%' && at + 2 < segment.length()) {
                int code =
                        16 * Character.digit(segment.charAt(at + 1), 16) + Character.digit(segment.charAt(at + 2), 16);
                if (code <= ' ' || code > '~') {
                    return segment;
                }
                next = (char) code;
                at += 2;
            }
            decoded.append(next);
        }
        return decoded.toString();
    }
}
