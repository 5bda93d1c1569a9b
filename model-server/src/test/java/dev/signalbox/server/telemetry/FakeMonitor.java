package dev.signalbox.server.telemetry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** Stands in for the monitor: takes windows as its contract says, or answers what a test tells it to. */
public final class FakeMonitor implements AutoCloseable {
    private final HttpServer server;
    private final List<JsonNode> stored = new CopyOnWriteArrayList<>();
    private final List<JsonNode> records = new CopyOnWriteArrayList<>();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile ToIntFunction<JsonNode> status = batch -> 200;

    /** Listens on a port, 0 for any. */
    public FakeMonitor(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/telemetry", exchange -> take(exchange, "windows", stored));
        server.createContext("/v1/records", exchange -> take(exchange, "records", records));
        server.start();
    }

    private void take(HttpExchange exchange, String items, List<JsonNode> into) throws IOException {
        requests.incrementAndGet();
        JsonNode batch = new ObjectMapper().readTree(exchange.getRequestBody());
        int answer = status.applyAsInt(batch);
        if (answer == 200) {
            batch.get(items).forEach(into::add);
        }
        byte[] receipt = "{\"stored\":1,\"duplicates\":0}".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer, receipt.length);
        exchange.getResponseBody().write(receipt);
        exchange.close();
    }

    /** Answers batches with these statuses from now on. */
    public void answer(ToIntFunction<JsonNode> statuses) {
        status = statuses;
    }

    /** The base URL. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** How often it was asked. */
    public int requests() {
        return requests.get();
    }

    /** The windows that it acknowledged. */
    public List<JsonNode> stored() {
        return stored;
    }

    /** The records that it acknowledged. */
    public List<JsonNode> records() {
        return records;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
