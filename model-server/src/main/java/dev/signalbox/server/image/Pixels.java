package dev.signalbox.server.image;

/** A decoded picture, read a line at a time: one byte a sample, red, green and blue or gray alone. */
interface Pixels {
    int width();

    int height();

    /** 1 or 3. */
    int channels();

    /** Reads a line, whose samples lie pixel by pixel. */
    void line(int y, byte[] into);
}
