package dev.signalbox.api.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import dev.signalbox.api.Weight;

/** The version that gets copies of live requests, whose answers are thrown away, and how many of the requests. */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Mirror(
        @JsonPropertyDescription("The version that gets the copies; a backend of the route, of any weight.")
        ModelVersion version,

        @JsonPropertyDescription("The share of the requests that is copied, in basis points: 10000 is all of them.")
        Weight percent) {
    public Mirror {
        Require.present("route.mirror.version", version);
        Require.present("route.mirror.percent", percent);
    }
}
