package dev.signalbox.server.serving;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How far this process is, from loading to draining. Thread safe. */
@ApplicationScoped
public class ServingState {
    private final String warmUpToken = UUID.randomUUID().toString();
    private volatile Phase phase = new Loading();
    private volatile @Nullable String stalled;

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

    /** Whether the process is about to end. */
    public boolean draining() {
        return phase instanceof Draining;
    }

    /** Whether readiness probes pass. */
    public boolean ready() {
        return phase instanceof Ready && stalled == null;
    }

    /** Why a model that was ready does not answer, if so. */
    public Optional<String> stalled() {
        return Optional.ofNullable(stalled);
    }

    /** The model does not answer: not ready until it does; true if that is news. */
    boolean stall(String why) {
        boolean news = stalled == null;
        stalled = why;
        return news;
    }

    /** The model answers; true if that is news. */
    boolean recover() {
        boolean news = stalled != null;
        stalled = null;
        return news;
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
