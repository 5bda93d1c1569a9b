package dev.signalbox.api.sample;

import dev.signalbox.api.Require;
import java.nio.charset.StandardCharsets;

/**
 * The sample of requests that are kept: those whose id hashes below the rate. It depends on the id alone, so every server keeps
 * the same ones, and the sample of a lower rate is within that of a higher one.
 */
public record RequestSample(double rate) {
    /* The hash is FNV-1a of 64 bits [1] over the id's UTF-8 bytes, mixed by the finaliser of SplitMix64 [2], since FNV's high
     * bits hardly depend on a text's last ones; its upper 53 bits are a number from 0 up to 1.
     * [1] Fowler, Noll, Vo, 1991; RFC 9923. [2] Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014. */
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final int USED_BITS = 53;

    /** Keeps none. */
    public static final RequestSample NONE = new RequestSample(0);

    public RequestSample {
        Require.within("records rate", rate, 0.0, 1.0);
    }

    /** Whether a request is kept. */
    public boolean keeps(String requestId) {
        return rate > 0 && place(requestId) < rate;
    }

    /** Where an id stands among all, from 0 up to 1. */
    public static double place(String requestId) {
        long hash = FNV_BASIS;
        for (byte b : requestId.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return (hash >>> (Long.SIZE - USED_BITS)) * 0x1p-53;
    }
}
