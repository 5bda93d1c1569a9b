package dev.signalbox.router.decide;

import java.nio.charset.StandardCharsets;

/** The hash that places users into buckets: MurmurHash3_x86_32, the same on every router and in every release. */
final class Murmur3 {
    /* Appleby, MurmurHash3, public domain: mix four bytes at a time, then the tail, then the finaliser. */
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    static int hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8), 0);
    }

    static int hash(byte[] bytes, int seed) {
        int hash = seed;
        int blocks = bytes.length / 4;
        for (int block = 0; block < blocks; block++) {
            hash ^= scramble(littleEndian(bytes, block * 4, 4));
            hash = Integer.rotateLeft(hash, 13) * 5 + 0xe6546b64;
        }
        hash ^= scramble(littleEndian(bytes, blocks * 4, bytes.length - blocks * 4));
        return finish(hash ^ bytes.length);
    }

    private static int littleEndian(byte[] bytes, int from, int length) {
        int word = 0;
        for (int i = 0; i < length; i++) {
            word |= (bytes[from + i] & 0xff) << (8 * i);
        }
        return word;
    }

    private static int scramble(int word) {
        return Integer.rotateLeft(word * C1, 15) * C2;
    }

    private static int finish(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x85ebca6b;
        mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
        return mixed ^ (mixed >>> 16);
    }
}
