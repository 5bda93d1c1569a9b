package dev.signalbox.server.folder;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An object store with one bucket, path-style: it lists in pages of two, sends ranges, holds to validators, and refuses whoever
 * did not sign as AWS Signature Version 4 says.
 */
final class S3Double implements AutoCloseable {
    static final String BUCKET = "models";
    static final String ACCESS_KEY = "AKIDEXAMPLE";
    static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    private static final int PAGE = 2;

    private final HttpServer server;
    private final SortedMap<String, byte[]> objects = new TreeMap<>();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();
    private final List<String> served = new CopyOnWriteArrayList<>();

    S3Double() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void put(String key, byte[] bytes) {
        objects.put(key, bytes);
    }

    /** Answers so many requests with 503. */
    void busy(int requests) {
        busy.set(requests);
    }

    /** Breaks so many bodies off in their middle. */
    void cut(int bodies) {
        cut.set(bodies);
    }

    /** The objects that were sent, each with the range that was asked for. */
    List<String> served() {
        return served;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                error(exchange, 503, "SlowDown");
                return;
            }
            String refused = refusal(exchange);
            if (!refused.isEmpty()) {
                error(exchange, 403, refused);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            if (!path.equals("/" + BUCKET) && !path.startsWith("/" + BUCKET + "/")) {
                error(exchange, 404, "NoSuchBucket");
                return;
            }
            String key = path.substring(Math.min(path.length(), BUCKET.length() + 2));
            if (key.isEmpty()) {
                list(exchange, query(exchange));
            } else {
                object(exchange, key);
            }
        }
    }

    private void list(HttpExchange exchange, Map<String, String> query) throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String after = query.getOrDefault("continuation-token", "");
        List<String> keys = objects.keySet().stream()
                .filter(key -> key.startsWith(prefix) && key.compareTo(after) > 0)
                .limit(PAGE + 1)
                .toList();
        boolean more = keys.size() > PAGE;
        List<String> page = keys.subList(0, Math.min(PAGE, keys.size()));
        String contents = page.stream()
                .map(key -> "<Contents><Key>" + key + "</Key><ETag>&quot;" + etag(key) + "&quot;</ETag><Size>"
                        + bytes(key).length + "</Size></Contents>")
                .collect(Collectors.joining());
        send(
                exchange,
                200,
                "<ListBucketResult><Name>" + BUCKET + "</Name><IsTruncated>" + more + "</IsTruncated>"
                        + (more ? "<NextContinuationToken>" + page.getLast() + "</NextContinuationToken>" : "")
                        + contents + "</ListBucketResult>");
    }

    private void object(HttpExchange exchange, String key) throws IOException {
        if (!objects.containsKey(key)) {
            error(exchange, 404, "NoSuchKey");
            return;
        }
        byte[] bytes = bytes(key);
        String match = exchange.getRequestHeaders().getFirst("If-Match");
        if (match != null && !match.equals("\"" + etag(key) + "\"")) {
            error(exchange, 412, "PreconditionFailed");
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("bytes=([0-9]+)-", "$1"));
        served.add(key + "@" + from);
        byte[] part = Arrays.copyOfRange(bytes, from, bytes.length);
        exchange.getResponseHeaders().set("ETag", "\"" + etag(key) + "\"");
        if (range != null) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        exchange.sendResponseHeaders(range == null ? 200 : 206, part.length == 0 ? -1 : part.length);
        boolean breaks = part.length > 1 && cut.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        exchange.getResponseBody().write(part, 0, breaks ? part.length / 2 : part.length);
    }

    private byte[] bytes(String key) {
        return Objects.requireNonNull(objects.get(key));
    }

    private String etag(String key) {
        return ModelSource.sha256(bytes(key)).substring(0, 32);
    }

    private static void error(HttpExchange exchange, int status, String code) throws IOException {
        send(exchange, status, "<Error><Code>" + code + "</Code><Message>" + code + " it is</Message></Error>");
    }

    private static void send(HttpExchange exchange, int status, String xml) throws IOException {
        byte[] body = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/xml");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String part : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] pair = part.split("=", 2);
            query.put(
                    URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                    pair.length == 1 ? "" : URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /* AWS Signature Version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
    private static String refusal(HttpExchange exchange) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            return "AccessDenied";
        }
        Map<String, String> parts = Arrays.stream(
                        authorization.substring("AWS4-HMAC-SHA256 ".length()).split(",\\s*", -1))
                .map(part -> part.split("=", 2))
                .collect(Collectors.toMap(part -> part[0], part -> part[1]));
        String[] credential = part(parts, "Credential").split("/", -1);
        if (!credential[0].equals(ACCESS_KEY)) {
            return "InvalidAccessKeyId";
        }
        List<String> steps = List.of(credential).subList(1, credential.length);
        String scope = String.join("/", steps);
        String canonical = canonical(exchange, part(parts, "SignedHeaders"));
        String toSign = "AWS4-HMAC-SHA256\n" + exchange.getRequestHeaders().getFirst("X-Amz-Date") + "\n" + scope + "\n"
                + ModelSource.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
        for (String step : steps) {
            key = hmac(key, step);
        }
        byte[] expected = HexFormat.of().formatHex(hmac(key, toSign)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, part(parts, "Signature").getBytes(StandardCharsets.UTF_8))
                ? ""
                : "SignatureDoesNotMatch";
    }

    private static String canonical(HttpExchange exchange, String signedHeaders) {
        String raw = exchange.getRequestURI().getRawQuery();
        String query = raw == null
                ? ""
                : Arrays.stream(raw.split("&", -1))
                        .map(pair -> pair.contains("=") ? pair : pair + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
        String headers = Stream.of(signedHeaders.split(";", -1))
                .map(name -> name + ":"
                        + String.join(",", exchange.getRequestHeaders().get(name))
                                .strip() + "\n")
                .collect(Collectors.joining());
        return exchange.getRequestMethod() + "\n" + exchange.getRequestURI().getRawPath() + "\n" + query + "\n"
                + headers + "\n" + signedHeaders + "\n"
                + exchange.getRequestHeaders().getFirst("X-Amz-Content-Sha256");
    }

    private static String part(Map<String, String> parts, String name) {
        return Objects.requireNonNull(parts.get(name));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", missing);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
