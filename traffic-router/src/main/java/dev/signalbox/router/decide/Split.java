package dev.signalbox.router.decide;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** The exact split of requests between stable and candidate. */
public final class Split {
    /** As many buckets as there are basis points, so that every weight is met exactly. */
    public static final int BUCKETS = 10_000;

    /* Other seeds than that of the buckets: a unit says nothing about the bucket. */
    private static final int UNIT_HIGH = 0x51676e61;
    private static final int UNIT_LOW = 0x6c626f78;

    private Split() {}

    /**
     * The bucket of a user of one deployment. The deployment is a part of what is hashed, so that different deployments do
     * not try their candidates on the same users.
     */
    public static int bucket(DeploymentName deployment, String key) {
        long unsigned = Integer.toUnsignedLong(Murmur3.hash(deployment + "\n" + key));
        return (int) ((unsigned * BUCKETS) >>> 32);
    }

    /**
     * What a user is told apart by without being named: a hash of 64 bits as hexadecimal digits, the same for
     * all requests of the user to one deployment.
     */
    public static String unit(DeploymentName deployment, String key) {
        byte[] user = (deployment + "\n" + key).getBytes(StandardCharsets.UTF_8);
        long high = Integer.toUnsignedLong(Murmur3.hash(user, UNIT_HIGH));
        return HexFormat.of()
                .toHexDigits((high << Integer.SIZE) | Integer.toUnsignedLong(Murmur3.hash(user, UNIT_LOW)));
    }

    /** Whether the candidate gets the users of a bucket: raising the weight only ever adds users to it. */
    public static boolean bucketToCandidate(Weight candidate, int bucket) {
        return bucket < candidate.basisPoints();
    }

    /**
     * Whether the candidate gets the request with this ticket; tickets are counted up from 0.
     *
     * <p>Of any tickets in a row, its share is less than one request away from the weight: the sum over a row telescopes to
     * the difference of two rounded-down products. So a change of the weight needs no new count either.
     */
    public static boolean ticketToCandidate(Weight candidate, long ticket) {
        long weight = candidate.basisPoints();
        long turn = Math.floorMod(ticket, (long) BUCKETS);
        return (turn + 1) * weight / BUCKETS > turn * weight / BUCKETS;
    }
}
