package dev.signalbox.monitor.verdict;

import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The parameters of a question about a candidate, as they came. */
public class VerdictQuery {
    @PathParam("namespace")
    String namespace = "";

    @PathParam("name")
    String name = "";

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
}
