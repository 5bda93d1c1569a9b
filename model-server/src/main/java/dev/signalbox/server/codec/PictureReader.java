package dev.signalbox.server.codec;

import dev.signalbox.server.image.PictureDecoder;
import dev.signalbox.server.image.PictureRefused;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.tensor.Elements;
import java.nio.ByteBuffer;
import java.util.Base64;

/** Reads the pictures of one request, within the room that it has. */
final class PictureReader {
    private final PictureDecoder decoder;
    private final Room room;

    PictureReader(PictureDecoder decoder, Room room) {
        this.decoder = decoder;
        this.room = room;
    }

    /** Adds a picture that JSON holds in base64. */
    void addBase64(Input input, Elements.Images images, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException malformed) {
            throw refused(input, images, "must be a picture in base64");
        }
        add(input, images, bytes);
    }

    /** Adds a picture that stands in the body as it is. */
    void add(Input input, Elements.Images images, ByteBuffer picture) {
        byte[] bytes = new byte[picture.remaining()];
        picture.get(bytes);
        add(input, images, bytes);
    }

    private void add(Input input, Elements.Images images, byte[] bytes) {
        if (!room.take(images.spec().values())) {
            throw new Room.Full();
        }
        try {
            images.add(decoder.decode(images.spec(), bytes));
        } catch (PictureRefused wrong) {
            throw refused(input, images, wrong.rule());
        }
    }

    private static RequestRefused refused(Input input, Elements.Images images, String rule) {
        return new RequestRefused("input \"" + input.name() + "\", element " + images.size() + ", " + rule);
    }
}
