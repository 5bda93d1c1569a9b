package dev.signalbox.server.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.data.Offset.offset;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.api.profile.FeatureProfile;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.codec.RequestRefused;
import dev.signalbox.server.codec.Room;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.image.PictureDecoder;
import dev.signalbox.server.image.SamplePicture;
import dev.signalbox.server.profile.RequestProfiler;
import dev.signalbox.server.tensor.Batch;
import dev.signalbox.server.tensor.OutputTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real model of pictures, from the bytes of a request to its answers. */
class PhotoModelIT {
    private static final Path PICTURES = Path.of("src/test/resources/pictures");

    private final ModelFolder folder = ModelFolder.read(Path.of("src/test/resources/models/photo"));
    private final RequestReader reader = new RequestReader(folder.signature(), new RequestLimits(16, 10));

    PhotoModelIT() throws Exception {}

    @BeforeAll
    static void prepare() throws IOException {
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
    }

    @Test
    void theModelGetsTheNormalisedPixelsHoweverTheyCome() throws Exception {
        byte[] picture = picture("rgb.png");
        double[] expected = expectedMeans(picture);
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            for (Batch batch : List.of(inJson(picture), binary(picture), raw(picture))) {
                List<OutputTensor> outputs = model.run(List.of(batch)).getFirst();

                assertThat(outputs.get(0).shape()).containsExactly(1L, 3L);
                assertThat(numbers(outputs.get(0))).containsExactly(expected, offset(1e-4));
                assertThat(Arrays.stream(numbers(outputs.get(1))).sum()).isEqualTo(1, offset(1e-5));
            }
        }
    }

    @Test
    void picturesOfSeveralRequestsAreAnsweredTogetherAsAlone() throws Exception {
        List<Batch> batches = List.of(
                inJson(picture("rgb.png")),
                inJson(picture("gray.jpg"), picture("progressive.jpg"), picture("palette.png")),
                binary(SamplePicture.png(300, 2)));
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            List<List<OutputTensor>> together = model.run(batches);
            for (int i = 0; i < batches.size(); i++) {
                List<OutputTensor> alone = model.run(List.of(batches.get(i))).getFirst();
                for (int output = 0; output < alone.size(); output++) {
                    assertThat(numbers(together.get(i).get(output)))
                            .containsExactly(numbers(alone.get(output)), offset(1e-5));
                }
            }
        }
    }

    @Test
    void brightnessAndSizeAreProfiled() throws Exception {
        RequestProfiler profiler = new RequestProfiler(folder.signature(), Baseline.NONE);
        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            Batch batch = inJson(SamplePicture.png(30, 20), SamplePicture.png(50, 40));
            profiler.add(batch, model.run(List.of(batch)).getFirst());
        }

        Map<String, FeatureProfile> seen = profiler.drain().features();
        assertThat(seen).containsOnlyKeys("photo.brightness", "photo.width", "photo.height");
        assertThat(mean(seen.get("photo.brightness"))).isEqualTo(128 / 255.0, offset(1e-9));
        assertThat(mean(seen.get("photo.width"))).isEqualTo(40);
        assertThat(mean(seen.get("photo.height"))).isEqualTo(30);
    }

    @Test
    void whatIsNoPictureIsRefusedByTensorElementAndRule() {
        assertThatThrownBy(() -> inJson(SamplePicture.png(1, 1), "text".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RequestRefused.class)
                .hasMessage("input \"photo\", element 1, must be the bytes of a JPEG or of a PNG");
        assertThatThrownBy(() -> read("{\"inputs\": [{\"name\": \"photo\", \"shape\": [1], \"datatype\": \"BYTES\","
                        + " \"data\": [\"no base64!\"]}]}"))
                .hasMessage("input \"photo\", element 0, must be a picture in base64");
        assertThatThrownBy(() -> binary(new byte[] {1, 2, 3}))
                .hasMessageContaining("must be the bytes of a JPEG or of a PNG");
        assertThatThrownBy(() -> inJson(SamplePicture.png(5_000, 4_000)))
                .hasMessageContaining("must be a picture of 1 to 16000000 pixels, got 5000 x 4000");
    }

    @Test
    void picturesTakeTheirMemoryFromTheRoomOfTheirRequest() {
        long[] left = {16 * 12 * 3};
        Room room = bytes -> {
            left[0] -= bytes;
            return left[0] >= 0;
        };
        byte[] body = json(SamplePicture.png(1, 1), SamplePicture.png(1, 1)).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> reader.read(RequestBody.json(body).within(room)))
                .isInstanceOf(Room.Full.class);
    }

    private double[] expectedMeans(byte[] picture) throws Exception {
        byte[] pixels = new PictureDecoder(10_000)
                .decode(folder.signature().inputs().getFirst().image(), picture)
                .pixels();
        double[] mean = {0.5, 0.25, 0};
        double[] std = {0.5, 0.25, 1};
        double[] expected = new double[3];
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < 192; i++) {
                double unit = (pixels[channel * 192 + i] & 0xff) / 255.0;
                expected[channel] += (unit - mean[channel]) / std[channel] / 192;
            }
        }
        return expected;
    }

    private static double mean(FeatureProfile profile) {
        return profile.values().moments().sum() / profile.values().moments().count();
    }

    private static double[] numbers(OutputTensor tensor) {
        double[] numbers = new double[tensor.elements().size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = tensor.elements().number(i);
        }
        return numbers;
    }

    private static byte[] picture(String file) throws IOException {
        return Files.readAllBytes(PICTURES.resolve(file));
    }

    private Batch inJson(byte[]... pictures) {
        return read(json(pictures));
    }

    private static String json(byte[]... pictures) {
        return "{\"inputs\": [{\"name\": \"photo\", \"shape\": [" + pictures.length
                + "], \"datatype\": \"BYTES\", \"data\": ["
                + Arrays.stream(pictures)
                        .map(bytes -> "\"" + Base64.getEncoder().encodeToString(bytes) + "\"")
                        .collect(Collectors.joining(","))
                + "]}]}";
    }

    private Batch binary(byte[] picture) {
        byte[] json = ("{\"inputs\": [{\"name\": \"photo\", \"shape\": [1], \"datatype\": \"BYTES\","
                        + " \"parameters\": {\"binary_data_size\": " + (4 + picture.length) + "}}]}")
                .getBytes(StandardCharsets.UTF_8);
        byte[] body = ByteBuffer.allocate(json.length + 4 + picture.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(json)
                .putInt(picture.length)
                .put(picture)
                .array();
        return reader.read(RequestBody.divided(body, json.length)).batch();
    }

    private Batch raw(byte[] picture) {
        return reader.read(RequestBody.divided(picture, 0)).batch();
    }

    private Batch read(String json) {
        return reader.read(RequestBody.json(json.getBytes(StandardCharsets.UTF_8)))
                .batch();
    }
}
