package dev.signalbox.api.route;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.Require;
import dev.signalbox.api.Weight;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One version that answers requests, where to find it, and its share.
 *
 * <p>On Kubernetes {@code service} names the Service in the deployment's namespace whose endpoints are asked; without a
 * cluster {@code endpoints} lists them, as {@code host:port}. Exactly one of the two is given.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Backend(
        @JsonPropertyDescription("The version that answers.")
        ModelVersion version,

        @JsonPropertyDescription("Whether it serves and answers for others, or is judged.")
        BackendRole role,

        @JsonPropertyDescription("The Service whose endpoints are asked; excludes endpoints.") @Nullable
        String service,

        @JsonPropertyDescription("The port of the Service.") int port,

        @JsonInclude(JsonInclude.Include.ALWAYS)
        @JsonPropertyDescription("Its share of the requests in basis points: 10000 is all of them.")
        Weight weight,

        @JsonPropertyDescription("The addresses to ask, as host:port, where there is no Service.")
        List<String> endpoints) {
    private static final int MOST_ENDPOINTS = 1_000;
    private static final Pattern HOST_PORT = Pattern.compile("[A-Za-z0-9.\\-\\[\\]:]{1,253}:\\d{1,5}");

    public Backend {
        Require.present("backend.version", version);
        Require.present("backend.role", role);
        Require.present("backend.weight", weight);
        endpoints = endpoints == null ? List.of() : List.copyOf(endpoints);
        Require.atMost("backend.endpoints", MOST_ENDPOINTS, endpoints);
        for (String endpoint : endpoints) {
            Require.matching("backend.endpoints", endpoint, HOST_PORT, "host:port");
        }
        if (service != null && !endpoints.isEmpty()) {
            throw new IllegalArgumentException("backend.service and backend.endpoints exclude each other");
        }
        if (service != null) {
            Require.within("backend.port", port, 1, 65_535);
        }
    }

    /** A backend whose pods are found through a Kubernetes Service. */
    public static Backend ofService(ModelVersion version, BackendRole role, String service, int port, Weight weight) {
        return new Backend(version, role, service, port, weight, List.of());
    }

    /** A backend whose addresses are known, as {@code host:port}; none yet is allowed as long as nothing is sent there. */
    public static Backend ofEndpoints(ModelVersion version, BackendRole role, List<String> endpoints, Weight weight) {
        return new Backend(version, role, null, 0, weight, endpoints);
    }
}
