package dev.signalbox.router.proxy;

import dev.signalbox.api.Require;
import dev.signalbox.router.config.RouterConfig;
import dev.signalbox.router.wire.CertificateFiles;
import dev.signalbox.router.wire.RenewableKey;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jboss.logging.Logger;

/** The event loops that serve applications together on one port. */
public final class Lanes {
    private static final Logger LOG = Logger.getLogger(Lanes.class);

    private final Vertx vertx;
    private final String deployment;
    private final LaneVerticle first;
    private String trouble = "";
    private volatile boolean closed;

    private Lanes(Vertx vertx, String deployment, LaneVerticle first) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.first = first;
    }

    /** Listens. */
    public static Future<Lanes> open(Vertx vertx, DataPlane plane, RouterConfig config, SplittableRandom chance) {
        int count = config.eventLoops() > 0
                ? config.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        Optional<CertificateFiles> files = files(vertx, config.tls());
        Optional<RenewableKey> key = files.map(Lanes::shown);
        List<LaneVerticle> lanes = Collections.synchronizedList(new ArrayList<>());
        return vertx.deployVerticle(
                        () -> {
                            LaneVerticle lane = new LaneVerticle(plane, config, key, chance.split());
                            lanes.add(lane);
                            return lane;
                        },
                        new DeploymentOptions().setInstances(count))
                .map(id -> {
                    Lanes open = new Lanes(vertx, id, lanes.getFirst());
                    files.ifPresent(pair ->
                            open.follow(pair, key.orElseThrow(), config.tls().reload()));
                    return open;
                });
    }

    private static Optional<CertificateFiles> files(Vertx vertx, RouterConfig.Tls tls) {
        if (tls.certificate().isPresent() != tls.key().isPresent()) {
            throw new IllegalArgumentException(
                    "signalbox.router.tls.certificate and signalbox.router.tls.key must be set both or neither");
        }
        Require.within(
                "signalbox.router.tls.reload in milliseconds", tls.reload().toMillis(), 10, 86_400_000);
        return tls.certificate()
                .map(certificate -> new CertificateFiles(
                        vertx, Path.of(certificate), Path.of(tls.key().orElseThrow())));
    }

    private static RenewableKey shown(CertificateFiles files) {
        RenewableKey key = new RenewableKey();
        files.changed().ifPresent(key::renew);
        return key;
    }

    /* Files are read on a thread that may wait for them, one reading at a time. */
    private void follow(CertificateFiles files, RenewableKey key, Duration every) {
        vertx.setTimer(
                every.toMillis(),
                due -> vertx.<Optional<RenewableKey.Pair>>executeBlocking(files::changed)
                        .onSuccess(pair -> followed(key, pair))
                        .onFailure(this::notFollowed)
                        .onComplete(done -> {
                            if (!closed) {
                                follow(files, key, every);
                            }
                        }));
    }

    private void followed(RenewableKey key, Optional<RenewableKey.Pair> pair) {
        trouble = "";
        if (pair.isPresent()) {
            key.renew(pair.get());
            LOG.info("Certificate is renewed, new connections are met with it");
        }
    }

    private void notFollowed(Throwable cause) {
        String now = String.valueOf(cause.getMessage());
        if (!now.equals(trouble)) {
            LOG.warnf("Certificate cannot be renewed, the last one stays in use: reason=%s", now);
        }
        trouble = now;
    }

    /** The port that applications connect to. */
    public int port() {
        return first.actualPort();
    }

    /** Ends all connections. */
    public Future<Void> close() {
        closed = true;
        return vertx.undeploy(deployment);
    }
}
