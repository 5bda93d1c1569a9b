package dev.signalbox.monitor.http;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.math.BigInteger;

/** The body of every answer that is not a success: {@code application/problem+json}. */
public record Problem(String type, String title, int status, String detail) {
    /** The media type. */
    public static final String MEDIA_TYPE = "application/problem+json";

    /** The request itself is wrong. */
    public static final String INVALID_REQUEST = "invalid-request";

    /** The policy that the request names is not the one that is stored. */
    public static final String POLICY_UNKNOWN = "policy-unknown";

    /** The policy that is stored is newer than the one that was sent. */
    public static final String POLICY_OUTDATED = "policy-outdated";

    /** There is as much feedback of this kind on the request as is kept. */
    public static final String FEEDBACK_FULL = "feedback-full";

    /** The database is away; the same request may be sent again. */
    public static final String STORE_UNAVAILABLE = "store-unavailable";

    /** The body is longer than is taken. */
    public static final String BODY_TOO_LARGE = "body-too-large";

    /** No token, or one that is not known. */
    public static final String NOT_KNOWN = "token-unknown";

    /** The token's role does not allow it. */
    public static final String NOT_ALLOWED = "role-missing";

    /** As many requests of this kind are being answered as are at a time. */
    public static final String BUSY = "busy";

    private static final String ANY = "about:blank";
    private static final int LONGEST_DETAIL = 1_000;
    private static final int RETRY_SECONDS = 1;

    /** A request that is wrong; the detail names field, value and rule. */
    public static Problem invalid(String detail) {
        return new Problem(INVALID_REQUEST, "The request is not valid", 400, bounded(detail));
    }

    /** A body that is longer than the limit, both in bytes. */
    public static Problem tooLarge(String length, BigInteger limit) {
        return new Problem(
                BODY_TOO_LARGE,
                "The request is too large",
                413,
                "body must have at most " + limit + " bytes, got Content-Length " + length);
    }

    /** A request that contradicts what is stored. */
    public static Problem conflict(String type, String detail) {
        return new Problem(type, "The request does not fit what is stored", 409, bounded(detail));
    }

    /** A caller that did not show a known token, or one whose token does not have this role. */
    public static Problem refused(boolean unknown, String role) {
        return unknown
                ? new Problem(
                        NOT_KNOWN,
                        "The caller is not known",
                        401,
                        "Authorization must be Bearer with a token of the role " + role)
                : new Problem(NOT_ALLOWED, "The caller may not do this", 403, "the token must have the role " + role);
    }

    /** Too much of this is going on already; the same request may be sent again. */
    public static Problem busy(String detail) {
        return new Problem(BUSY, "Too many requests of this kind", 503, detail);
    }

    /** Nothing can be stored or read now. */
    public static Problem unavailable() {
        return new Problem(
                STORE_UNAVAILABLE, "The database is not available", 503, "nothing was stored or read, try again");
    }

    /** Any other failure, by its status alone. */
    public static Problem ofStatus(int status) {
        Response.Status known = Response.Status.fromStatusCode(status);
        String title = known == null ? "HTTP " + status : known.getReasonPhrase();
        return new Problem(ANY, title, status, title);
    }

    /** The answer with this body. */
    public Response response() {
        Response.ResponseBuilder answer =
                Response.status(status).type(MEDIA_TYPE).entity(this);
        if (status == 401) {
            answer.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return (status == 503 ? answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS) : answer).build();
    }

    private static String bounded(String detail) {
        return detail.length() <= LONGEST_DETAIL ? detail : detail.substring(0, LONGEST_DETAIL) + "...";
    }
}
