package dev.signalbox.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.server.body.ContentCoding;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.messages.ServerLiveResponse;
import io.vertx.core.buffer.Buffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrpcFrameTest {
    @Test
    void carriesOneMessage() {
        ServerLiveResponse message =
                ServerLiveResponse.newBuilder().setLive(true).build();

        Buffer sent = GrpcFrame.of(message);

        assertThat(HexFormat.of().formatHex(sent.getBytes())).isEqualTo("00" + "00000002" + "0801");
        assertThat(GrpcFrame.only(sent.getBytes()).message()).isEqualTo(message.toByteArray());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | call must carry one message, got 0 bytes",
                "00000000 | call must carry one message, got 4 bytes",
                "0200000000 | message must begin with 0 or 1, compressed or not, got 2",
                "000000000201 | call must carry one message of as many bytes as it says, 2, got 1",
                "00ffffffff01 | call must carry one message of as many bytes as it says, 4294967295, got 1",
                "00000000000000000000 | call must carry one message of as many bytes as it says, 0, got 5"
            })
    void refusesWhatIsNotOne(String bytes, String expected) {
        assertThatThrownBy(() -> GrpcFrame.only(HexFormat.of().parseHex(bytes)))
                .isInstanceOf(RequestRefused.class)
                .hasMessage(expected);
    }

    @Test
    void isInflatedAsItsCallSays() throws Exception {
        GrpcFrame plain = GrpcFrame.only(new byte[5]);
        GrpcFrame packed = GrpcFrame.only(new byte[] {1, 0, 0, 0, 0});

        assertThat(MessageCoding.of(plain, null)).isEqualTo(ContentCoding.IDENTITY);
        assertThat(MessageCoding.of(plain, "gzip")).isEqualTo(ContentCoding.IDENTITY);
        assertThat(MessageCoding.of(packed, "gzip")).isEqualTo(ContentCoding.GZIP);
        assertThatThrownBy(() -> MessageCoding.of(packed, null))
                .isInstanceOf(RequestRefused.class)
                .hasMessage("message says that it is compressed, and grpc-encoding does not say how");
        assertThatThrownBy(() -> MessageCoding.of(packed, "snappy"))
                .isInstanceOf(MessageCoding.Unknown.class)
                .hasMessage("grpc-encoding must be gzip, deflate or identity, if any");
    }
}
