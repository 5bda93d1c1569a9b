package dev.signalbox.server.bench;

import dev.signalbox.server.messages.ModelInferRequest;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Requests of every kind at a constant rate, right and wrong ones, and clients that leave before they are answered. */
final class SoakLoad {
    private static final String INFER = "/v2/models/model/infer";

    private final int port;
    private final long pauseNanos;
    private final Map<String, byte[]> requests = new LinkedHashMap<>();
    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final GrpcAsker grpc;
    private volatile boolean ending;

    SoakLoad(int port, int rate) throws IOException {
        this.port = port;
        byte[] row = Asked.of("x", 1, 30).json();
        Asked rows = Asked.of("x", 200, 30);
        requests.put("200 one row", post("", row));
        requests.put("200 another row", post("X-Request-Id: r1\r\n", row));
        requests.put(
                "200 200 rows, deflated both ways",
                post("Content-Encoding: gzip\r\nAccept-Encoding: gzip\r\n", gzip(rows.json())));
        requests.put(
                "200 200 rows, binary",
                post("Inference-Header-Content-Length: " + rows.binaryHead().length + "\r\n", rows.binary()));
        requests.put("400 not JSON", post("", new byte[2_000]));
        requests.put("400 another shape", post("", Asked.of("x", 1, 29).json()));
        requests.put(
                "404 another model",
                new String(post("", row), StandardCharsets.ISO_8859_1)
                        .replace("/model/", "/other/")
                        .getBytes(StandardCharsets.ISO_8859_1));
        requests.put("413 too large", post("", new byte[17 << 20]));
        this.grpc = new GrpcAsker(port, Asked.of("x", 1, 30).raw("model"));
        this.pauseNanos = 1_000_000_000L * (requests.size() + 2) / rate;
    }

    void begin() {
        requests.forEach((name, request) -> threads.add(Thread.ofPlatform()
                .daemon()
                .start(() -> pace(name.startsWith("413") ? 500 : 1, new Asker(name, request)))));
        threads.add(Thread.ofPlatform().daemon().start(() -> pace(1, grpc)));
        threads.add(Thread.ofPlatform().daemon().start(() -> pace(10, this::leave)));
    }

    void end() throws InterruptedException {
        ending = true;
        for (Thread thread : threads) {
            thread.join(10_000);
        }
        grpc.close();
    }

    /** How many there were, by kind and status. */
    Map<String, Long> counted() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((name, count) -> all.put(name, count.sum()));
        return all;
    }

    /** Whether each was answered as its kind says. */
    boolean asExpected() {
        return counts.keySet().stream().noneMatch(name -> name.startsWith("!"));
    }

    /** Something that is done again and again. */
    private interface Turn {
        void take() throws IOException;
    }

    private void pace(int slower, Turn turn) {
        long next = System.nanoTime();
        while (!ending) {
            try {
                turn.take();
            } catch (IOException broken) {
                count("! " + broken.getMessage());
            }
            next += pauseNanos * slower;
            LockSupport.parkNanos(next - System.nanoTime());
        }
    }

    private void count(String name) {
        counts.computeIfAbsent(name, any -> new LongAdder()).increment();
    }

    private void leave() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] request = requests.get("200 one row");
            socket.getOutputStream().write(request, 0, request.length - counts.size() % 3);
        }
        count("left");
    }

    private static byte[] post(String headers, byte[] body) {
        byte[] head = ("POST " + INFER + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(head);
        request.writeBytes(body);
        return request.toByteArray();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** One client, that asks the same again and again over a connection that it opens anew when it was closed. */
    private final class Asker implements Turn {
        private final String name;
        private final byte[] request;
        private Socket socket = new Socket();
        private InputStream in = InputStream.nullInputStream();

        Asker(String name, byte[] request) {
            this.name = name;
            this.request = request;
        }

        @Override
        public void take() throws IOException {
            if (!socket.isConnected()) {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                in = new BufferedInputStream(socket.getInputStream());
            }
            try {
                socket.getOutputStream().write(request);
                String status = HttpClients.status(in);
                count(name.startsWith(status) ? name : "! " + status + " instead of " + name);
            } catch (IOException broken) {
                socket.close();
                socket = new Socket();
                throw broken;
            }
        }
    }

    /** One client of gRPC. */
    private final class GrpcAsker implements Turn {
        private final GrpcCalls calls;
        private final ModelInferRequest request;

        GrpcAsker(int port, ModelInferRequest request) {
            this.calls = new GrpcCalls(port);
            this.request = request;
        }

        @Override
        public void take() {
            count(calls.answers(request) ? "OK gRPC" : "! gRPC");
        }

        void close() throws InterruptedException {
            calls.close();
        }
    }
}
