package dev.signalbox.server.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import dev.signalbox.server.tensor.Picture;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in messages: as they are, in contents or in raw contents, where JSON has them in base64. */
class MessagePicturesTest {
    private static final Path PICTURES = Path.of("src/test/resources/pictures");

    private final Signature signature =
            ModelFolder.read(Path.of("src/test/resources/models/photo")).signature();

    MessagePicturesTest() throws Exception {}

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "gray.jpg", "rgb.png", "palette.png"})
    void areTheSamePixelsInContentsInRawContentsAndInJson(String file) throws IOException {
        byte[] picture = picture(file);
        Picture json = pictures(new RequestReader(signature, new RequestLimits(16, 10))
                        .read(RequestBody.json(("{\"inputs\": [{\"name\": \"photo\", \"shape\": [1],"
                                        + " \"datatype\": \"BYTES\", \"data\": [\""
                                        + Base64.getEncoder().encodeToString(picture) + "\"]}]}")
                                .getBytes(StandardCharsets.UTF_8))))
                .getFirst();

        for (ModelInferRequest message : List.of(typed(picture), raw(lengthsBefore(picture), 1))) {
            Picture read = pictures(read(message)).getFirst();
            assertThat(read.pixels()).isEqualTo(json.pixels());
            assertThat(List.of(read.width(), read.height(), read.brightness()))
                    .isEqualTo(List.of(json.width(), json.height(), json.brightness()));
        }
    }

    @Test
    void severalKeepTheirOrder() throws IOException {
        byte[] first = picture("rgb.png");
        byte[] second = picture("gray.jpg");

        List<Picture> typed = pictures(read(typed(first, second)));
        List<Picture> raw = pictures(read(raw(lengthsBefore(first, second), 2)));

        assertThat(typed.getFirst().pixels()).isNotEqualTo(typed.getLast().pixels());
        assertThat(raw)
                .extracting(Picture::pixels)
                .containsExactly(typed.getFirst().pixels(), typed.getLast().pixels());
    }

    @Test
    void whatIsNoPictureIsRefusedByTensorAndElement() throws IOException {
        byte[] good = picture("rgb.png");
        byte[] base64 = Base64.getEncoder().encode(good);

        assertThatThrownBy(() -> read(typed(good, base64)))
                .isInstanceOf(RequestRefused.class)
                .hasMessage("input \"photo\", element 1, must be the bytes of a JPEG or of a PNG");
        assertThatThrownBy(() -> read(raw(lengthsBefore(good, base64), 2)))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("input \"photo\"")
                .hasMessageContaining("element 1, must be the bytes of a JPEG or of a PNG");
    }

    @Test
    void aPictureThatEndsEarlyIsRefused() throws IOException {
        byte[] good = picture("rgb.png");
        byte[] whole = lengthsBefore(good);

        assertThatThrownBy(() -> read(raw(Arrays.copyOf(whole, whole.length - 1), 1)))
                .isInstanceOf(RequestRefused.class)
                .hasMessageContaining("must have as many bytes as it says, " + good.length + ", but "
                        + (good.length - 1) + " are left");
        assertThatThrownBy(() -> read(raw(good, 1))).isInstanceOf(RequestRefused.class);
    }

    private InferRequest read(ModelInferRequest message) {
        return Messages.read(signature, message.toByteArray());
    }

    private static List<Picture> pictures(InferRequest request) {
        Elements.Images elements =
                (Elements.Images) request.batch().inputs().getFirst().elements();
        return IntStream.range(0, elements.size()).mapToObj(elements::get).toList();
    }

    private static ModelInferRequest typed(byte[]... pictures) {
        var contents = Messages.contents();
        Stream.of(pictures).forEach(picture -> contents.addBytesContents(ByteString.copyFrom(picture)));
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .addInputs(Messages.tensor("photo", "BYTES", pictures.length).setContents(contents))
                .build();
    }

    private static ModelInferRequest raw(byte[] bytes, int count) {
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .addInputs(Messages.tensor("photo", "BYTES", count))
                .addRawInputContents(ByteString.copyFrom(bytes))
                .build();
    }

    private static byte[] lengthsBefore(byte[]... pictures) {
        ByteBuffer bytes = ByteBuffer.allocate(Stream.of(pictures)
                        .mapToInt(picture -> 4 + picture.length)
                        .sum())
                .order(ByteOrder.LITTLE_ENDIAN);
        Stream.of(pictures).forEach(picture -> bytes.putInt(picture.length).put(picture));
        return bytes.array();
    }

    private static byte[] picture(String file) throws IOException {
        return Files.readAllBytes(PICTURES.resolve(file));
    }
}
