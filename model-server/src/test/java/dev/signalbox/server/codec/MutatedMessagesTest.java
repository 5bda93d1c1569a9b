package dev.signalbox.server.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.signalbox.server.messages.ModelInferRequest;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to a message on its way, it is read as protobuf itself reads it, or refused, and nothing else. */
class MutatedMessagesTest {
    private static final List<byte[]> GOOD = List.of(
            Messages.good().build().toByteArray(), Messages.raw().build().toByteArray());

    /** A byte of a message, which becomes another, or several, or none. */
    record Change(int at, int removed, ByteString inserted) {}

    @Property(tries = 4_000)
    void areReadOrRefused(@ForAll("changes") List<Change> changes, @ForAll boolean raw) {
        byte[] message = GOOD.get(raw ? 1 : 0);
        for (Change change : changes) {
            message = apply(message, change);
        }
        agrees(message);
    }

    @Property(tries = 500)
    void randomBytesAreRefused(@ForAll byte[] message) {
        assertThat(read(message)).isEmpty();
    }

    /** What is read is what the generated parser reads; it writes it anew, in the usual order. */
    private static void agrees(byte[] message) {
        Optional<String> ours = read(message);
        if (ours.isEmpty()) {
            return;
        }
        byte[] anew;
        try {
            anew = ModelInferRequest.parseFrom(message).toByteArray();
        } catch (InvalidProtocolBufferException malformed) {
            /* In what nobody reads here: the value of a parameter, or contents that are not those of the datatype. */
            return;
        }
        assertThat(read(anew)).isEqualTo(ours);
    }

    private static Optional<String> read(byte[] message) {
        try {
            return Optional.of(Messages.shown(Messages.read(message)));
        } catch (RequestRefused refused) {
            assertThat(refused.text()).isNotBlank().hasSizeLessThan(600);
            return Optional.empty();
        } catch (UnknownModel other) {
            assertThat(other.text()).isNotBlank();
            return Optional.empty();
        }
    }

    @Provide
    Arbitrary<List<Change>> changes() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 400),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(3).map(ByteString::copyFrom))
                .as(Change::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(3);
    }

    private static byte[] apply(byte[] message, Change change) {
        int at = change.at() % message.length;
        int after = Math.min(message.length, at + change.removed());
        return ByteString.copyFrom(message, 0, at)
                .concat(change.inserted())
                .concat(ByteString.copyFrom(message, after, message.length - after))
                .toByteArray();
    }
}
