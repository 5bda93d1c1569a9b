package dev.signalbox.server.body;

import dev.signalbox.server.codec.RequestRefused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Inflates one compressed body, never beyond a size, and never beyond what the process may hold. */
public final class Inflation {
    private static final int CHUNK = 16 * 1024;
    private static final int DEFLATED = 8;
    private static final int ZLIB_CHECK = 31;

    private final BodyBudget budget;
    private final long mostBytes;
    private long taken;

    public Inflation(BodyBudget budget, long mostBytes) {
        this.budget = budget;
        this.mostBytes = mostBytes;
    }

    /** It is more than a body may be, or than there is room for. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final boolean tooLarge;

        private Refused(boolean tooLarge) {
            super(null, null, false, false);
            this.tooLarge = tooLarge;
        }

        /** Whether it would be too large at any time; otherwise there is no room now. */
        public boolean isTooLarge() {
            return tooLarge;
        }
    }

    /** The bytes; how many are {@link #taken} out of the budget, the caller gives back, whatever the end. */
    public byte[] inflate(ContentCoding coding, byte[] body) throws Refused {
        if (coding == ContentCoding.IDENTITY) {
            return body;
        }
        Inflater raw = new Inflater(true);
        try (InputStream in = open(coding, body, raw)) {
            return copy(in);
        } catch (IOException broken) {
            throw notInCoding(coding);
        } finally {
            raw.end();
        }
    }

    /** Takes memory for what a request holds beside its bytes, as for those. */
    public boolean take(long bytes) {
        if (!budget.take(bytes)) {
            return false;
        }
        taken += bytes;
        return true;
    }

    /** How many bytes of the budget it has taken. */
    public long taken() {
        return taken;
    }

    /** How many bytes it may give. */
    public long most() {
        return mostBytes;
    }

    /* "deflate" is zlib's format (RFC 9110, 8.4.1.2), but some send the bare one: the first bytes tell. */
    private static InputStream open(ContentCoding coding, byte[] body, Inflater raw) throws IOException {
        InputStream bytes = new ByteArrayInputStream(body);
        if (coding == ContentCoding.GZIP) {
            return new GZIPInputStream(bytes, CHUNK);
        }
        boolean zlib = body.length >= 2
                && (body[0] & 0x0F) == DEFLATED
                && (Byte.toUnsignedInt(body[0]) * 256 + Byte.toUnsignedInt(body[1])) % ZLIB_CHECK == 0;
        return zlib ? new InflaterInputStream(bytes) : new InflaterInputStream(bytes, raw);
    }

    private byte[] copy(InputStream in) throws IOException, Refused {
        ByteArrayOutputStream out = new ByteArrayOutputStream(CHUNK);
        byte[] chunk = new byte[CHUNK];
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            if (out.size() + n > mostBytes) {
                throw new Refused(true);
            }
            if (!take(n)) {
                throw new Refused(isLonger(in, chunk, mostBytes - out.size() - n));
            }
            out.write(chunk, 0, n);
        }
        return out.toByteArray();
    }

    /* What would never be let in must not be told to come again: the rest is counted, and held nowhere. */
    private static boolean isLonger(InputStream in, byte[] chunk, long most) throws IOException {
        long left = most;
        for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
            left -= n;
            if (left < 0) {
                return true;
            }
        }
        return false;
    }

    private static RequestRefused notInCoding(ContentCoding coding) {
        return new RequestRefused("body must be whole and of Content-Encoding " + coding.headerValue());
    }
}
