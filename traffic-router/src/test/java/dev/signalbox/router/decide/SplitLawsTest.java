package dev.signalbox.router.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.Weight;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class SplitLawsTest {
    private static final DeploymentName LOANS = DeploymentName.parse("bank/loans");

    @Property(tries = 200)
    void everyRowOfTicketsIsWithinOneRequestOfTheWeight(
            @ForAll @IntRange(max = 10_000) int weight,
            @ForAll @LongRange(min = 0, max = Long.MAX_VALUE / 2) long first) {
        Weight candidate = new Weight(weight);
        long given = 0;
        for (int n = 1; n <= 2_500; n++) {
            given += Split.ticketToCandidate(candidate, first + n - 1) ? 1 : 0;
            assertThat(Math.abs(given - n * weight / 10_000.0)).isLessThan(1);
        }
    }

    @Property(tries = 100)
    void aPrefixStaysWithinOneOfTheSumWhenTheWeightChangesOnTheWay(
            @ForAll @IntRange(max = 10_000) int before,
            @ForAll @IntRange(max = 10_000) int after,
            @ForAll @IntRange(max = 5_000) int change) {
        long given = 0;
        for (int n = 0; n < 8_000; n++) {
            given += Split.ticketToCandidate(new Weight(n < change ? before : after), n) ? 1 : 0;
        }
        double wanted = (change * (double) before + (8_000 - change) * (double) after) / 10_000;
        assertThat(Math.abs(given - wanted)).isLessThan(2);
    }

    @Property
    void raisingTheWeightMovesUsersOnlyTowardsTheCandidate(
            @ForAll @StringLength(max = 40) String user,
            @ForAll @IntRange(max = 10_000) int one,
            @ForAll @IntRange(max = 10_000) int other) {
        int bucket = Split.bucket(LOANS, user);
        if (Split.bucketToCandidate(new Weight(Math.min(one, other)), bucket)) {
            assertThat(Split.bucketToCandidate(new Weight(Math.max(one, other)), bucket))
                    .isTrue();
        }
    }

    @Property
    void weightZeroMovesEveryOneBackAndFullWeightMovesEveryOneOver(@ForAll @StringLength(max = 40) String user) {
        int bucket = Split.bucket(LOANS, user);
        assertThat(bucket).isBetween(0, Split.BUCKETS - 1);
        assertThat(Split.bucketToCandidate(Weight.NONE, bucket)).isFalse();
        assertThat(Split.bucketToCandidate(Weight.ALL, bucket)).isTrue();
    }

    @Test
    void replicasAgreeBecauseABucketDependsOnNothingButNames() {
        assertThat(Split.bucket(DeploymentName.parse("bank/loans"), "user-1")).isEqualTo(Split.bucket(LOANS, "user-1"));
        assertThat(Split.bucket(LOANS, "user-1")).isEqualTo(3_662);
        assertThat(Split.bucket(LOANS, "user-2")).isEqualTo(30);
    }

    @Test
    void usersSpreadEvenlyAndDifferentlyForEachDeployment() {
        int users = 100_000;
        int ofLoans = 0;
        int ofBoth = 0;
        DeploymentName cards = DeploymentName.parse("bank/cards");
        for (int user = 0; user < users; user++) {
            boolean loans = Split.bucketToCandidate(Weight.ofPercent(10), Split.bucket(LOANS, "user-" + user));
            boolean both = loans && Split.bucketToCandidate(Weight.ofPercent(10), Split.bucket(cards, "user-" + user));
            ofLoans += loans ? 1 : 0;
            ofBoth += both ? 1 : 0;
        }
        assertThat(ofLoans).isBetween(9_600, 10_400);
        assertThat(ofBoth).isBetween(850, 1_150);
    }

    /* The published test vectors of MurmurHash3_x86_32. */
    @Test
    void theHashMeetsItsPublishedVectors() {
        assertThat(hash("", 0)).isEqualTo(0);
        assertThat(hash("", 1)).isEqualTo(0x514E28B7);
        assertThat(hash("", 0xffffffff)).isEqualTo(0x81F16F39);
        assertThat(Murmur3.hash(new byte[] {-1, -1, -1, -1}, 0)).isEqualTo(0x76293B50);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43, 0x65, (byte) 0x87}, 0)).isEqualTo(0xF55B516B);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43, 0x65, (byte) 0x87}, 0x5082EDEE))
                .isEqualTo(0x2362F9DE);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43, 0x65}, 0)).isEqualTo(0x7E4A8634);
        assertThat(Murmur3.hash(new byte[] {0x21, 0x43}, 0)).isEqualTo(0xA0F7B07A);
        assertThat(Murmur3.hash(new byte[] {0x21}, 0)).isEqualTo(0x72661CF4);
        assertThat(Murmur3.hash(new byte[] {0, 0, 0, 0}, 0)).isEqualTo(0x2362F9DE);
        assertThat(hash("aaaa", 0x9747b28c)).isEqualTo(0x5A97808A);
        assertThat(hash("Hello, world!", 0x9747b28c)).isEqualTo(0x24884CBA);
        assertThat(hash("The quick brown fox jumps over the lazy dog", 0x9747b28c))
                .isEqualTo(0x2FA826CD);
    }

    private static int hash(String text, int seed) {
        return Murmur3.hash(text.getBytes(StandardCharsets.UTF_8), seed);
    }
}
