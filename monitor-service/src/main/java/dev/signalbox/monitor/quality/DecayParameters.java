package dev.signalbox.monitor.quality;

import dev.signalbox.monitor.decay.DecayLimits;
import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Whose decay is asked for, and how far it may go, as it came. */
public class DecayParameters extends DeploymentPath {
    /** What drift is too much. */
    @QueryParam("maxDrift")
    @Parameter(description = "what drift of a feature is too much; 0.2 where nothing is said")
    @Nullable
    String maxDrift;

    /** What accuracy is too little. */
    @QueryParam("minAccuracy")
    @Parameter(description = "what accuracy is too little")
    @Nullable
    String minAccuracy;

    /** What age is too much. */
    @QueryParam("maxAge")
    @Parameter(description = "how long after its promotion a version is too old, such as P30D")
    @Nullable
    String maxAge;

    /** When. */
    @QueryParam("at")
    @Parameter(description = "as of when, in ISO 8601; now where nothing is said")
    @Nullable
    String at;

    DecayLimits limits() {
        Double drift = Parameters.decimal("maxDrift", maxDrift);
        return Parameters.checked(() -> new DecayLimits(
                drift == null ? DecayLimits.USUAL_DRIFT : drift,
                Parameters.decimal("minAccuracy", minAccuracy),
                Parameters.duration("maxAge", maxAge)));
    }
}
