package dev.signalbox.server.folder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.server.signature.ImageSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads how a model takes its pictures. */
final class ImageReader {
    private ImageReader() {}

    static ImageSpec read(String path, JsonNode json) {
        Nodes.object(path, json);
        try {
            ImageSpec.Channels channels = choice(path + ".channels", json.path("channels"), ImageSpec.Channels.RGB);
            ImageSpec.Scaling none = ImageSpec.Scaling.none(channels);
            return new ImageSpec(
                    whole(path + ".width", json.path("width")),
                    whole(path + ".height", json.path("height")),
                    channels,
                    choice(path + ".layout", json.path("layout"), ImageSpec.Layout.NCHW),
                    new ImageSpec.Fit(
                            choice(path + ".fit", json.path("fit"), ImageSpec.Manner.STRETCH),
                            json.has("shorterSide") ? whole(path + ".shorterSide", json.path("shorterSide")) : null),
                    new ImageSpec.Scaling(
                            numbers(path + ".mean", json.path("mean"), none.mean()),
                            numbers(path + ".std", json.path("std"), none.std())));
        } catch (IllegalArgumentException wrong) {
            String message = String.valueOf(wrong.getMessage());
            throw new IllegalArgumentException(message.startsWith(path) ? message : path + "." + message, wrong);
        }
    }

    private static int whole(String path, JsonNode json) {
        double number = Nodes.number(path, json);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(path + " must be a whole number, got " + json);
        }
        return (int) number;
    }

    private static List<Double> numbers(String path, JsonNode json, List<Double> absent) {
        if (json.isMissingNode()) {
            return absent;
        }
        List<Double> numbers = new ArrayList<>();
        for (JsonNode element : Nodes.array(path, json)) {
            numbers.add(Nodes.number(path + "[" + numbers.size() + "]", element));
        }
        return numbers;
    }

    /* Constants are written as the contract has them: channels and layouts in capitals, as everywhere, fits in small letters. */
    private static <E extends Enum<E>> E choice(String path, JsonNode json, E absent) {
        if (json.isMissingNode()) {
            return absent;
        }
        String text = Nodes.text(path, json);
        List<String> names = Arrays.stream(absent.getDeclaringClass().getEnumConstants())
                .map(ImageReader::written)
                .toList();
        if (!names.contains(text)) {
            throw new IllegalArgumentException(path + " must be one of " + names + ", got \"" + text + "\"");
        }
        return absent.getDeclaringClass().getEnumConstants()[names.indexOf(text)];
    }

    private static String written(Enum<?> constant) {
        return constant instanceof ImageSpec.Manner ? constant.name().toLowerCase(Locale.ROOT) : constant.name();
    }
}
