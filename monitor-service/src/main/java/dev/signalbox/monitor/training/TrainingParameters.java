package dev.signalbox.monitor.training;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** What is to be learned from, as it came. */
public class TrainingParameters {
    @PathParam("namespace")
    String namespace = "";

    @PathParam("name")
    String name = "";

    /** From when on. */
    @QueryParam("from")
    @Parameter(description = "from when on, in ISO 8601")
    @Nullable
    String from;

    /** Before when. */
    @QueryParam("until")
    @Parameter(description = "before when, in ISO 8601")
    @Nullable
    String until;

    /** How many records are looked at. */
    @QueryParam("limit")
    @Parameter(description = "how many records are looked at")
    @Nullable
    String limit;

    /** Where to go on. */
    @QueryParam("cursor")
    @Parameter(description = "where to go on: the next of the answer before")
    @Nullable
    String cursor;

    /** Who asks. */
    @HeaderParam("Authorization")
    @Parameter(hidden = true)
    @Nullable
    String authorization;
}
