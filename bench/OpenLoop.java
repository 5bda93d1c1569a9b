import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends requests at a constant rate, whether answers come or not, and measures each from the moment at which it was due: a
 * stall counts for all the requests that had to wait because of it.
 */
final class OpenLoop implements AutoCloseable {
    private static final int CONNECTIONS = 64;
    private static final int LARGEST_ANSWER = 65_536;

    private final ByteBuffer request;
    private final Selector selector = Selector.open();
    private final BlockingDeque<Connection> free = new LinkedBlockingDeque<>();
    private final Thread receiver = new Thread(this::receive, "receiver");
    private volatile long[] latencies = new long[0];
    private volatile int answered;
    private volatile String trouble = "";

    /** A client with its connections. */
    OpenLoop(int port, String path, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        request = ByteBuffer.wrap(("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < CONNECTIONS; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.socket().setTcpNoDelay(true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            free.addLast(connection);
        }
        receiver.setDaemon(true);
        receiver.start();
    }

    /** Sends for some time at a rate over connections of its own. */
    static Latencies run(int port, String path, String body, double perSecond, double seconds) throws Exception {
        try (OpenLoop client = new OpenLoop(port, path, body)) {
            return client.measure(perSecond, seconds);
        }
    }

    /** Latencies in rising order, in nanoseconds. */
    record Latencies(long[] sorted) {
        double millis(double quantile) {
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] / 1e6;
        }

        static Latencies of(Iterable<Latencies> parts) {
            long[] all = new long[0];
            for (Latencies part : parts) {
                int known = all.length;
                all = Arrays.copyOf(all, known + part.sorted.length);
                System.arraycopy(part.sorted, 0, all, known, part.sorted.length);
            }
            Arrays.sort(all);
            return new Latencies(all);
        }
    }

    /** Sends for some time at a rate; ends when all is answered. */
    Latencies measure(double perSecond, double seconds) throws Exception {
        int count = (int) (perSecond * seconds);
        answered = 0;
        latencies = new long[count];
        long start = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
        for (int i = 0; i < count; i++) {
            long due = start + (long) (i * 1e9 / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            Connection connection = free.pollFirst(10, TimeUnit.SECONDS);
            if (connection == null || !trouble.isEmpty()) {
                throw new IllegalStateException("no connection came free: " + trouble);
            }
            connection.send(due);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (answered < count) {
            if (!trouble.isEmpty() || System.nanoTime() - end > 0) {
                throw new IllegalStateException((count - answered) + " requests have no answer: " + trouble);
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long[] sorted = latencies;
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    private void receive() {
        try {
            while (!Thread.interrupted()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    ((Connection) key.attachment()).read();
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException | RuntimeException e) {
            trouble = e.toString();
        }
    }

    @Override
    public void close() throws IOException {
        receiver.interrupt();
        try {
            receiver.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }

    /** One connection, with one request under way at most. */
    private final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer in = ByteBuffer.allocateDirect(LARGEST_ANSWER);
        private long due;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void send(long moment) throws IOException {
            due = moment;
            ByteBuffer out = request.duplicate();
            while (out.hasRemaining()) {
                channel.write(out);
            }
        }

        void read() throws IOException {
            if (channel.read(in) < 0) {
                throw new IOException("a connection was closed");
            }
            if (!whole()) {
                return;
            }
            if (in.get("HTTP/1.1 ".length()) != '2') {
                throw new IOException("an answer was not 200");
            }
            latencies[answered] = System.nanoTime() - due;
            in.clear();
            free.addFirst(this);
            answered++;
        }

        private boolean whole() {
            int length = 0;
            int line = 0;
            for (int at = 0; at + 1 < in.position(); at++) {
                if (in.get(at) == '\r' && in.get(at + 1) == '\n') {
                    if (at == line) {
                        return in.position() >= at + 2 + length;
                    }
                    length = Math.max(length, contentLength(line, at));
                    line = at + 2;
                }
            }
            return false;
        }

        private int contentLength(int from, int to) {
            String name = "content-length:";
            if (to - from < name.length()) {
                return 0;
            }
            for (int i = 0; i < name.length(); i++) {
                if (Character.toLowerCase((char) in.get(from + i)) != name.charAt(i)) {
                    return 0;
                }
            }
            int length = 0;
            for (int at = from + name.length(); at < to; at++) {
                length = in.get(at) == ' ' ? length : 10 * length + in.get(at) - '0';
            }
            return length;
        }
    }
}
