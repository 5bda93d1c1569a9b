package dev.signalbox.router.decide;

import dev.signalbox.api.DeploymentName;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A gRPC call: the path of its method, and the model that it is for. A path names a service and not a model, and messages are not
 * looked into, so the model stands in the metadata, as {@code [namespace/]name}.
 */
public record GrpcCall(String path, @Nullable String model) {
    /** The metadata that name the model. */
    public static final String MODEL = "signalbox-model";

    /** The Open Inference Protocol's method for an inference. */
    static final String INFER = "/inference.GRPCInferenceService/ModelInfer";

    private static final String SERVER_LIVE = "/inference.GRPCInferenceService/ServerLive";
    private static final String SERVER_READY = "/inference.GRPCInferenceService/ServerReady";

    /* Those of the protocol that take one message, give one, and change nothing. */
    private static final Set<String> QUESTIONS = Set.of(
            INFER,
            SERVER_LIVE,
            SERVER_READY,
            "/inference.GRPCInferenceService/ModelReady",
            "/inference.GRPCInferenceService/ServerMetadata",
            "/inference.GRPCInferenceService/ModelMetadata");

    /** Whether the content type is gRPC's. */
    public static boolean named(@Nullable String contentType) {
        return contentType != null
                && contentType.startsWith("application/grpc")
                && (contentType.length() == "application/grpc".length()
                        || contentType.charAt("application/grpc".length()) == '+'
                        || contentType.charAt("application/grpc".length()) == ';');
    }

    /** The model's path as the router's other rules know it; empty if the call names no model. */
    public Optional<ModelPath> modelPath() {
        if (model == null || model.isBlank()) {
            return Optional.empty();
        }
        String named = model.strip();
        int slash = named.indexOf('/');
        String namespace = slash < 0 ? DeploymentName.DEFAULT_NAMESPACE : named.substring(0, slash);
        return Optional.of(new ModelPath(namespace, named.substring(slash + 1), null, path));
    }

    /** Whether the call asks about the server as a whole: whether it lives or, if not, whether it is ready. */
    public boolean asksServer() {
        return asksLife() || path.equals(SERVER_READY);
    }

    /** Whether the call asks whether the server lives. */
    public boolean asksLife() {
        return path.equals(SERVER_LIVE);
    }

    /**
     * Whether a method is known to take one message, to give one, and to change nothing: it can be held back and asked again. Of
     * all others it is not known, so that they flow as they come.
     */
    public static boolean question(String path) {
        return QUESTIONS.contains(path);
    }
}
