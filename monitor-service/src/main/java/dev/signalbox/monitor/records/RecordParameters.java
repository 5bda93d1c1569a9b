package dev.signalbox.monitor.records;

import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Which records are asked for, as it came. */
public class RecordParameters {
    @PathParam("namespace")
    String namespace = "";

    @PathParam("name")
    String name = "";

    /** Only what this version answered. */
    @QueryParam("version")
    @Parameter(description = "only what this version answered")
    @Nullable
    String version;

    /** From when on. */
    @QueryParam("from")
    @Parameter(description = "from when on, in ISO 8601")
    @Nullable
    String from;

    /** Before when. */
    @QueryParam("to")
    @Parameter(description = "before when, in ISO 8601")
    @Nullable
    String to;

    /** How many. */
    @QueryParam("limit")
    @Parameter(description = "how many at most")
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
