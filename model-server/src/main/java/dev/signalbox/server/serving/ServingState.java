package dev.signalbox.server.serving;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;

/** How far this process is, from loading to draining. Thread safe. */
@ApplicationScoped
public class ServingState {
    private final String warmUpToken = UUID.randomUUID().toString();
    private volatile Phase phase = new Loading();

    /** Where the process stands. */
    public sealed interface Phase {}

    /** The model is being fetched and loaded. */
    public record Loading() implements Phase {}

    /** The model answers warm-up inferences, and nothing else. */
    public record WarmingUp(ServedModel model) implements Phase {}

    /** The model answers. */
    public record Ready(ServedModel model) implements Phase {}

    /** The process is about to end: the model still answers, and no one should begin to ask. */
    public record Draining(ServedModel model) implements Phase {}

    void moveTo(Phase next) {
        phase = next;
    }

    /** Ready becomes draining; a process that never was ready stays as it is. */
    void drain() {
        if (phase instanceof Ready(ServedModel model)) {
            phase = new Draining(model);
        }
    }

    /** Whether readiness probes pass. */
    public boolean ready() {
        return phase instanceof Ready;
    }

    /** The model, once it is loaded. */
    public Optional<ServedModel> loaded() {
        return switch (phase) {
            case Loading loading -> Optional.empty();
            case WarmingUp(ServedModel model) -> Optional.of(model);
            case Ready(ServedModel model) -> Optional.of(model);
            case Draining(ServedModel model) -> Optional.of(model);
        };
    }

    /** The model, if it answers this request: all of them once it is ready, and before that those of its own warm-up. */
    public Optional<ServedModel> answering(boolean warmUp) {
        return phase instanceof WarmingUp && !warmUp ? Optional.empty() : loaded();
    }

    /** What the warm-up's own requests carry. */
    public String warmUpToken() {
        return warmUpToken;
    }
}
