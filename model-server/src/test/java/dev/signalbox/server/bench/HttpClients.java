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

/** Clients over HTTP/1.1, each with a connection of its own that stays open. */
final class HttpClients extends Clients {
    private final int port;
    private final List<byte[]> requests;
    private final List<Thread> threads = new ArrayList<>();

    private HttpClients(int port, List<byte[]> requests) {
        this.port = port;
        this.requests = requests;
    }

    /** Clients that ask in JSON. */
    static HttpClients json(int port, String path, byte[] body) {
        return of(port, path, "Content-Type: application/json\r\n", body);
    }

    /** Clients that ask in JSON, about one body after the other. */
    static HttpClients json(int port, String path, List<byte[]> bodies) {
        return new HttpClients(
                port,
                bodies.stream()
                        .map(body -> request(path, "Content-Type: application/json\r\n", body))
                        .toList());
    }

    /** Clients that ask with binary tensors, after so many bytes of JSON. */
    static HttpClients binary(int port, String path, byte[] body, int jsonLength) {
        return of(
                port,
                path,
                "Content-Type: application/octet-stream\r\nInference-Header-Content-Length: " + jsonLength + "\r\n",
                body);
    }

    private static HttpClients of(int port, String path, String headers, byte[] body) {
        return new HttpClients(port, List.of(request(path, headers, body)));
    }

    private static byte[] request(String path, String headers, byte[] body) {
        byte[] head = ("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "Content-Length: " + body.length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return request;
    }

    @Override
    void begin(int clients) {
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().daemon().start(this::ask));
        }
    }

    @Override
    void end() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join(5_000);
        }
    }

    private void ask() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (int next = 0; !ending(); next = (next + 1) % requests.size()) {
                out.write(requests.get(next));
                out.flush();
                count(status(in).equals("200"));
            }
        } catch (IOException broken) {
            count(false);
        }
    }

    /** Reads an answer; its status. */
    static String status(InputStream in) throws IOException {
        String first = line(in);
        int length = 0;
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(15).strip());
            }
        }
        in.skipNBytes(length);
        return first.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length());
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
