package dev.signalbox.server.body;

import dev.signalbox.server.config.ModelConfig;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;

/** What all inference requests of this process share: how large one may be, and how many bytes of them may be held. */
@ApplicationScoped
public class RequestBodies {
    /* Two bytes of JSON are an element at most, which takes eight bytes, twice while its array grows and again for PyTorch. */
    private static final int HEAP_SHARE = 16;

    private final BodyBounds bounds;

    RequestBodies(ModelConfig config, BodyClock clock) {
        long most = config.maxBody().asLongValue();
        long held = config.maxBodiesHeld()
                .map(MemorySize::asLongValue)
                .orElseGet(() -> Math.max(most, Runtime.getRuntime().maxMemory() / HEAP_SHARE));
        this.bounds = new BodyBounds(new BodyBudget(held), most, clock);
    }

    /** Those of inference requests. */
    public BodyBounds bounds() {
        return bounds;
    }

    /** Bounds of other requests, that are small, out of a budget of their own. */
    public BodyBounds small(int bytes, int atOnce) {
        return new BodyBounds(new BodyBudget((long) bytes * atOnce), bytes, bounds.clock());
    }

    /** How many bytes one may have, inflated or not. */
    public long mostBytes() {
        return bounds.mostBytes();
    }

    /** How many bytes are held. */
    public BodyBudget budget() {
        return bounds.budget();
    }

    /** Inflates one body. */
    public Inflation inflation() {
        return new Inflation(bounds.budget(), bounds.mostBytes());
    }
}
