package dev.signalbox.monitor.verdict;

import dev.signalbox.api.verdict.Stage;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.judging.Question;
import jakarta.ws.rs.QueryParam;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters of a question about a candidate, as they came. */
public class VerdictQuery extends DeploymentPath {
    /** The version that is judged. */
    @QueryParam("candidate")
    @Parameter(required = true, description = "the version that is judged")
    @Nullable
    String candidate;

    /** The version that it is compared with. */
    @QueryParam("stable")
    @Parameter(required = true, description = "the version that it is compared with")
    @Nullable
    String stable;

    /** When the candidate first got requests. */
    @QueryParam("since")
    @Parameter(required = true, description = "when the candidate first got requests, in ISO 8601")
    @Nullable
    String since;

    /** What the candidate gets: live requests, or copies. */
    @QueryParam("stage")
    @Parameter(description = "live (default), or shadow where the candidate gets copies alone")
    @Nullable
    String stage;

    /** The revision of the policy to judge by. */
    @QueryParam("policy")
    @Parameter(description = "the revision of the policy to judge by; 409 where another one is stored")
    @Nullable
    String policy;

    /** The candidate's share of the requests. */
    @QueryParam("weight")
    @Parameter(description = "the candidate's share of the requests in basis points, where the split is to be checked")
    @Nullable
    String weight;

    /** Since when every router applies the weight. */
    @QueryParam("weightSince")
    @Parameter(description = "since when every router applies the weight, in ISO 8601; required with weight")
    @Nullable
    String weightSince;

    /** Whether it is a look, that nobody else is to hear of. */
    @QueryParam("look")
    @Parameter(description = "true: the verdict is not counted, shown as the latest or told to anybody else")
    @Nullable
    String look;

    /** What is asked as of a time that is over, or as of now where none is given. */
    Question asOf(@Nullable String until, Clock clock) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Instant end = until == null ? now : Parameters.instant("until", until);
        if (end.isAfter(now)) {
            throw new BadRequestException("until must not be in the future, got " + end);
        }
        return Parameters.checked(() -> new Question(
                deployment(),
                Parameters.version("candidate", candidate),
                Parameters.version("stable", stable),
                Parameters.instant("since", since),
                end,
                stage == null ? Stage.Live : Stage.of(stage)));
    }
}
