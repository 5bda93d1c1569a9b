package dev.signalbox.server.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** Clients that each ask again as soon as they are answered, over connections that stay open. */
final class Load {
    private final int port;
    private final byte[] request;
    private volatile boolean ending;
    private final LongAdder answered = new LongAdder();
    private final LongAdder failed = new LongAdder();

    Load(int port, String path, byte[] body) {
        this.port = port;
        byte[] head = ("POST " + path
                        + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        this.request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
    }

    /** What one measurement saw: answers, failures, seconds, and the CPU seconds of the measured process. */
    record Seen(long answered, long failed, double seconds, double cpuSeconds) {
        double perSecond() {
            return answered / seconds;
        }

        double cpuMicros() {
            return cpuSeconds * 1e6 / answered;
        }
    }

    /** Asks with so many clients; measures a process after a time to get warm. */
    Seen run(int clients, double warmUpSeconds, double seconds, long pid) throws IOException, InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().daemon().start(this::ask));
        }
        Thread.sleep((long) (warmUpSeconds * 1_000));
        long firstAnswered = answered.sum();
        double firstCpu = ProcessCpu.seconds(pid);
        long start = System.nanoTime();
        Thread.sleep((long) (seconds * 1_000));
        double passed = (System.nanoTime() - start) / 1e9;
        Seen seen = new Seen(answered.sum() - firstAnswered, failed.sum(), passed, ProcessCpu.seconds(pid) - firstCpu);
        ending = true;
        for (Thread thread : threads) {
            thread.join(5_000);
        }
        return seen;
    }

    private void ask() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (!ending) {
                out.write(request);
                out.flush();
                (answer(in) ? answered : failed).increment();
            }
        } catch (IOException broken) {
            failed.increment();
        }
    }

    private static boolean answer(InputStream in) throws IOException {
        boolean good = line(in).startsWith("HTTP/1.1 200");
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return good;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder(64);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
