package dev.signalbox.router.config;

import dev.signalbox.router.decide.GrpcStatus;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Where a router listens, where its routes come from, and its limits. */
@ConfigMapping(prefix = "signalbox.router")
public interface RouterConfig {
    /** The address that applications connect to. */
    @WithDefault("0.0.0.0")
    String host();

    /** The port that applications connect to; 0 takes a free one. */
    @WithDefault("8080")
    int port();

    /** Event loops that serve requests; 0 takes as many as there are processors. */
    @WithName("event-loops")
    @WithDefault("0")
    int eventLoops();

    /** Where routes come from: {@code kubernetes}, or {@code file:} and the path of a route table in JSON. */
    @WithDefault("kubernetes")
    String routes();

    /** The file that the last applied routes are kept in, to start from if their source cannot be read; none if absent. */
    Optional<String> cache();

    /** How long to wait for the first routes of the source before the cache is used. */
    @WithName("cache-after")
    @WithDefault("3s")
    Duration cacheAfter();

    /** The namespace whose ModelRoutes are watched; all if absent. Only with {@code routes=kubernetes}. */
    Optional<String> namespace();

    /** What one request may cost. */
    Limits limits();

    /** HTTP/2 with applications. */
    Http2 http2();

    /** TLS with applications. */
    Tls tls();

    /** How gRPC's answers are read. */
    Grpc grpc();

    /** The spans that are sent to a collector. */
    Spans tracing();

    /** How versions are asked. */
    Upstream upstream();

    /** When a router takes a candidate out by itself. */
    Guard guard();

    /** How much load failover may add. */
    Failover failover();

    /** How copies of live requests are sent. */
    Mirror mirror();

    /** Where each request is logged as a line of JSON: {@code off}, {@code stdout}, or {@code file:} and a path. */
    @WithName("access-log")
    @WithDefault("off")
    String accessLog();

    /** How long the monitor may take to say that it has a feedback. */
    @WithName("feedback-timeout")
    @WithDefault("5s")
    Duration feedbackTimeout();

    /** How a router ends. */
    Drain drain();

    /** What one request may cost. */
    interface Limits {
        /** Requests under way at the same time; more are refused with 503 at once. */
        @WithName("in-flight")
        @WithDefault("1024")
        int inFlight();

        /** Requests of one deployment under way at the same time; more are refused with 503 at once. */
        @WithName("deployment-in-flight")
        @WithDefault("512")
        int deploymentInFlight();

        /** Whether the limit for one deployment is that, or found by latency below that. */
        @WithDefault("fixed")
        Concurrency concurrency();

        /** The least that an adaptive limit goes down to. */
        @WithName("adaptive-least")
        @WithDefault("8")
        int adaptiveLeast();

        /** Connections of applications at the same time; more are closed at once. */
        @WithDefault("10000")
        int connections();

        /** The largest request body; a larger one is refused with 413. */
        @WithDefault("64M")
        MemorySize body();

        /** The largest request line and the largest header block; larger ones are refused with 414 and 431. */
        @WithDefault("16K")
        MemorySize header();

        /** The largest body of a request, and of an answer, that is held back so that a failure can be made good. */
        @WithDefault("1M")
        MemorySize buffer();

        /** The most that all buffers together may hold; what does not fit is passed on without failover. */
        @WithName("buffer-total")
        @WithDefault("64M")
        MemorySize bufferTotal();

        /** How long the head of a request may take from its first byte; a slower one is refused with 408. */
        @WithName("head-timeout")
        @WithDefault("10s")
        Duration headTimeout();

        /** How long an application may take to take an answer whose end is there; what is not taken then is broken off. */
        @WithName("answer-timeout")
        @WithDefault("30s")
        Duration answerTimeout();

        /** How long a connection of an application may be silent. */
        @WithName("idle-timeout")
        @WithDefault("75s")
        Duration idleTimeout();
    }

    /** How the limit for one deployment is found. */
    enum Concurrency {
        FIXED,
        ADAPTIVE
    }

    /** The spans that are sent to a collector. */
    interface Spans {
        /** Where spans are sent, over OTLP/HTTP, such as {@code http://collector:4318/v1/traces}; there are none if absent. */
        Optional<String> endpoint();

        /** The share of the requests that begin a trace if they are not part of one; those that are do as that says. */
        @WithDefault("1.0")
        double ratio();

        /** Spans that wait for the collector; more are dropped. */
        @WithDefault("2048")
        int queue();
    }

    /** HTTP/2 with applications. */
    interface Http2 {
        /** Whether HTTP/2 is spoken too: by ALPN with TLS, by prior knowledge without. */
        @WithDefault("true")
        boolean enabled();

        /** Requests of one connection at the same time; more are refused. */
        @WithDefault("100")
        int streams();

        /** Requests that a connection may take back within 30 seconds; one that takes back more is closed. */
        @WithDefault("200")
        int resets();
    }

    /** TLS with applications: on where both files are named. */
    interface Tls {
        /** The file of the certificate and those that vouch for it, in PEM. */
        Optional<String> certificate();

        /** The file of its private key, in PEM. */
        Optional<String> key();

        /** How often the files are looked at; a new pair is used for connections from then on. */
        @WithDefault("10s")
        Duration reload();
    }

    /** How gRPC's answers are read. */
    interface Grpc {
        /** The statuses that are failures of the version; the others say that the call was wrong. */
        @WithDefault("UNKNOWN,DEADLINE_EXCEEDED,INTERNAL,UNAVAILABLE,DATA_LOSS")
        Set<GrpcStatus> failures();
    }

    /** How versions are asked. */
    interface Upstream {
        /** Whether versions are asked over HTTP/2, by prior knowledge; gRPC always is. */
        @WithDefault("false")
        boolean http2();

        /** How long to wait for a connection. */
        @WithName("connect-timeout")
        @WithDefault("500ms")
        Duration connectTimeout();

        /** How long an unused connection is kept. */
        @WithName("keep-alive")
        @WithDefault("30s")
        Duration keepAlive();

        /** How long a fresh endpoint takes until it gets its full part. */
        @WithName("slow-start")
        @WithDefault("10s")
        Duration slowStart();

        /** How many answers of 500 or more in a row let an endpoint be avoided for a while. */
        @WithDefault("5")
        int failures();

        /** How often a request is sent again to the version that serves when its connection fails. */
        @WithDefault("4")
        int retries();

        /** The part of a request's time, in percent, that the candidate gets before stable is asked instead. */
        @WithName("candidate-time")
        @WithDefault("50")
        int candidateTime();
    }

    /** When a router takes a candidate out by itself. */
    interface Guard {
        /**
         * How many requests must have ended within the window before it judges; 0 switches it off. An ejected candidate gets no
         * more requests, so there must be enough for the monitor to show harm by what it has seen until then.
         */
        @WithDefault("50")
        int requests();

        /** A candidate that fails more than this percentage of them is ejected until the route has another revision. */
        @WithDefault("50")
        int percent();

        /** How far back it looks. */
        @WithDefault("1s")
        Duration window();
    }

    /** How much load failover may add. */
    interface Failover {
        /** The share of a deployment's requests, in percent, that may be answered by stable after a failure. */
        @WithDefault("50")
        int percent();

        /** How many failovers there may be at once beyond that share. */
        @WithDefault("500")
        int burst();
    }

    /** How copies of live requests are sent. */
    interface Mirror {
        /** Copies under way on each event loop. */
        @WithName("in-flight")
        @WithDefault("32")
        int inFlight();

        /** Copies that wait on each event loop; more are dropped. */
        @WithDefault("64")
        int queue();

        /** The largest body that is copied, at most {@code limits.buffer}. */
        @WithDefault("1M")
        MemorySize body();

        /** The most that all copies together may hold. */
        @WithDefault("32M")
        MemorySize total();

        /** How many copies may fail in a row before the version is left alone for a while. */
        @WithDefault("5")
        int failures();
    }

    /** How a router ends. */
    interface Drain {
        /** How long new requests are still taken after readiness is withdrawn, until nobody sends any. */
        @WithDefault("0s")
        Duration delay();

        /** How long requests under way may take to end after that. */
        @WithDefault("30s")
        Duration timeout();
    }
}
