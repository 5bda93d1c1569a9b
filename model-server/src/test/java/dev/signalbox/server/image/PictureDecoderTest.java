package dev.signalbox.server.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.server.signature.ImageSpec;
import dev.signalbox.server.tensor.Picture;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures come to the model as Pillow would bring them there: {@code src/test/pictures/make.py} writes both. */
class PictureDecoderTest {
    private static final Path PICTURES = Path.of("src/test/resources/pictures");
    private static final int MOST_PIXELS = 100_000;

    private final PictureDecoder decoder = new PictureDecoder(MOST_PIXELS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb.png",
                "gray.png",
                "gray-alpha.png",
                "rgba.png",
                "palette.png",
                "two.png",
                "baseline.jpg",
                "progressive.jpg",
                "gray.jpg"
            })
    void pixelsAreThoseOfPillow(String file) throws Exception {
        /* Two decoders of JPEG may round differently before anything is scaled. */
        int tolerance = file.endsWith("jpg") ? 3 : 1;
        JsonNode expected = new ObjectMapper()
                .readTree(PICTURES.resolve("expected.json").toFile())
                .get(file);

        assertNear(pixels(file, spec(16, 12, null)), expected.get("stretch 16x12"), tolerance);
        assertNear(pixels(file, spec(20, 50, null)), expected.get("stretch 20x50"), tolerance);
        assertNear(pixels(file, spec(10, 10, 14)), expected.get("cover 10x10 of 14"), tolerance);
    }

    @Test
    void sixteenBitsAreCutToEight() throws Exception {
        assertThat(pixels("gray16.png", spec(16, 12, null))).isEqualTo(pixels("gray.png", spec(16, 12, null)));
    }

    @Test
    void channelsAndLayoutAreAsTheSpecSays() throws Exception {
        byte[] rgb = pixels("rgb.png", of(5, 4, ImageSpec.Channels.RGB, ImageSpec.Layout.NHWC));
        byte[] bgr = pixels("rgb.png", of(5, 4, ImageSpec.Channels.BGR, ImageSpec.Layout.NHWC));
        byte[] planes = pixels("rgb.png", of(5, 4, ImageSpec.Channels.RGB, ImageSpec.Layout.NCHW));
        byte[] gray = pixels("rgb.png", of(5, 4, ImageSpec.Channels.GRAY, ImageSpec.Layout.NCHW));

        for (int pixel = 0; pixel < 20; pixel++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(bgr[3 * pixel + channel]).isEqualTo(rgb[3 * pixel + 2 - channel]);
                assertThat(planes[20 * channel + pixel]).isEqualTo(rgb[3 * pixel + channel]);
            }
            double light = 0.299 * (rgb[3 * pixel] & 0xff)
                    + 0.587 * (rgb[3 * pixel + 1] & 0xff)
                    + 0.114 * (rgb[3 * pixel + 2] & 0xff);
            assertThat((double) (gray[pixel] & 0xff)).isBetween(light - 1, light + 1);
        }
    }

    @Test
    void whatFitsInsideIsBlackAtTheSides() throws Exception {
        Picture picture = decoder.decode(
                new ImageSpec(
                        8,
                        8,
                        ImageSpec.Channels.GRAY,
                        ImageSpec.Layout.NCHW,
                        new ImageSpec.Fit(ImageSpec.Manner.CONTAIN, null),
                        ImageSpec.Scaling.none(ImageSpec.Channels.GRAY)),
                SamplePicture.png(20, 10));

        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                assertThat(picture.pixels()[8 * y + x]).isEqualTo((byte) (y < 2 || y >= 6 ? 0 : 128));
            }
        }
        assertThat(picture.width()).isEqualTo(20);
        assertThat(picture.height()).isEqualTo(10);
        assertThat(picture.brightness()).isEqualTo(128 / 255.0 / 2);
    }

    @Test
    void aPictureWithMorePixelsThanMayBeIsRefusedBeforeItIsDecoded() {
        assertThatThrownBy(() -> decoder.decode(spec(4, 4, null), SamplePicture.png(1_000, 101)))
                .isInstanceOf(PictureRefused.class)
                .hasMessage("must be a picture of 1 to 100000 pixels, got 1000 x 101");
        byte[] bomb = SamplePicture.png(1, 1);
        /* The size stands in the header alone; its checksum is no longer right, and nobody gets that far. */
        Arrays.fill(bomb, 16, 19, (byte) 0x7f);
        assertThatThrownBy(() -> decoder.decode(spec(4, 4, null), bomb))
                .isInstanceOf(PictureRefused.class)
                .hasMessageContaining("pixels");
    }

    @Test
    void aJpegOfEndlessPassesIsRefused() throws Exception {
        byte[] jpeg = bytes("progressive.jpg");
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(jpeg);
        for (int i = 0; i < 100; i++) {
            many.write(new byte[] {(byte) 0xff, (byte) 0xda});
        }
        assertThatThrownBy(() -> decoder.decode(spec(4, 4, null), many.toByteArray()))
                .isInstanceOf(PictureRefused.class)
                .hasMessageContaining("at most 100 scans");
    }

    @Test
    void otherBytesAndFourColoursAreRefused() throws Exception {
        assertThatThrownBy(() ->
                        decoder.decode(spec(4, 4, null), "GIF89a".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .hasMessage("must be the bytes of a JPEG or of a PNG");
        assertThatThrownBy(() -> decoder.decode(spec(4, 4, null), new byte[0])).isInstanceOf(PictureRefused.class);
        byte[] cmyk = bytes("cmyk.jpg");
        assertThatThrownBy(() -> decoder.decode(spec(4, 4, null), cmyk)).isInstanceOf(PictureRefused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "baseline.jpg", "progressive.jpg", "palette.png"})
    void whatIsCutOffIsRefused(String file) throws Exception {
        byte[] whole = bytes(file);
        for (int length = 0; length < whole.length - 20; length += 7) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> decoder.decode(spec(4, 4, null), part)).isInstanceOf(PictureRefused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.png", "baseline.jpg", "progressive.jpg", "palette.png", "gray16.png"})
    void damageIsRefusedOrDecodedAndNeverAnythingElse(String file) throws Exception {
        Random random = new Random(5);
        byte[] whole = bytes(file);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            byte[] damaged = whole.clone();
            for (int j = 0; j <= i % 5; j++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(decoder.decode(spec(4, 4, null), damaged).pixels()).hasSize(48);
            } catch (PictureRefused expected) {
                refused++;
                assertThat(expected.rule()).startsWith("must be ");
            }
        }
        assertThat(refused).isPositive();
        /* All the room was given back: as much as may be at once is still decoded. */
        assertThat(decoder.decode(spec(4, 4, null), SamplePicture.png(MOST_PIXELS, 1))
                        .width())
                .isEqualTo(MOST_PIXELS);
    }

    @Test
    void picturesOfEveryProportionFitInEveryManner() throws Exception {
        int[] sides = {1, 2, 3, 7, 8, 9, 300};
        List<String> wrong = new ArrayList<>();
        for (ImageSpec.Manner manner : ImageSpec.Manner.values()) {
            for (int width : sides) {
                for (int height : sides) {
                    ImageSpec spec = new ImageSpec(
                            8,
                            5,
                            ImageSpec.Channels.GRAY,
                            ImageSpec.Layout.NCHW,
                            new ImageSpec.Fit(manner, null),
                            ImageSpec.Scaling.none(ImageSpec.Channels.GRAY));
                    Picture picture = decoder.decode(spec, SamplePicture.png(width, height));
                    for (byte pixel : picture.pixels()) {
                        if (pixel != (byte) 128 && (manner != ImageSpec.Manner.CONTAIN || pixel != 0)) {
                            wrong.add(manner + " " + width + " x " + height + ": " + pixel);
                        }
                    }
                }
            }
        }
        if (!wrong.isEmpty()) {
            fail(wrong.toString());
        }
    }

    private static void assertNear(byte[] found, JsonNode base64, int tolerance) throws IOException {
        byte[] expected = base64.binaryValue();
        assertThat(found).hasSameSizeAs(expected);
        for (int i = 0; i < found.length; i++) {
            int value = expected[i] & 0xff;
            assertThat(found[i] & 0xff).as("value %d", i).isBetween(value - tolerance, value + tolerance);
        }
    }

    private byte[] pixels(String file, ImageSpec spec) throws Exception {
        return decoder.decode(spec, bytes(file)).pixels();
    }

    private static byte[] bytes(String file) throws IOException {
        return Files.readAllBytes(PICTURES.resolve(file));
    }

    private static ImageSpec spec(int width, int height, @Nullable Integer shorterSide) {
        return new ImageSpec(
                width,
                height,
                ImageSpec.Channels.RGB,
                ImageSpec.Layout.NHWC,
                new ImageSpec.Fit(shorterSide == null ? ImageSpec.Manner.STRETCH : ImageSpec.Manner.COVER, shorterSide),
                ImageSpec.Scaling.none(ImageSpec.Channels.RGB));
    }

    private static ImageSpec of(int width, int height, ImageSpec.Channels channels, ImageSpec.Layout layout) {
        return new ImageSpec(
                width,
                height,
                channels,
                layout,
                new ImageSpec.Fit(ImageSpec.Manner.STRETCH, null),
                ImageSpec.Scaling.none(channels));
    }
}
