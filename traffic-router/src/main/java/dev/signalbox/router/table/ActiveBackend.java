package dev.signalbox.router.table;

import dev.signalbox.api.route.Backend;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A backend of the routes in force: the contract's record, what is known of the version, and its endpoints. */
public record ActiveBackend(Backend backend, VersionState state, List<Endpoint> endpoints) {
    public ActiveBackend {
        endpoints = List.copyOf(endpoints);
    }

    /** The less loaded of two endpoints drawn by chance from those that did not fail just now; empty if there are none. */
    public Optional<Endpoint> choose(RandomGenerator chance, long nanoTime) {
        int size = endpoints.size();
        if (size == 0) {
            return Optional.empty();
        }
        if (size == 1) {
            return Optional.of(endpoints.getFirst());
        }
        int one = chance.nextInt(size);
        int other = (one + 1 + chance.nextInt(size - 1)) % size;
        Endpoint first = usable(one, nanoTime);
        Endpoint second = usable(other, nanoTime);
        if (first != second && chance.nextDouble() >= first.share(nanoTime)) {
            return Optional.of(second);
        }
        if (first != second && chance.nextDouble() >= second.share(nanoTime)) {
            return Optional.of(first);
        }
        return Optional.of(second.load().now() < first.load().now() ? second : first);
    }

    /* The first usable endpoint from here on; where all are in back-off, the one that will be out of it first. */
    private Endpoint usable(int from, long nanoTime) {
        Endpoint soonest = endpoints.get(from);
        for (int i = 0; i < endpoints.size(); i++) {
            Endpoint next = endpoints.get((from + i) % endpoints.size());
            if (!next.avoided(nanoTime)) {
                return next;
            }
            if (soonest.avoidedLongerThan(next)) {
                soonest = next;
            }
        }
        return soonest;
    }
}
