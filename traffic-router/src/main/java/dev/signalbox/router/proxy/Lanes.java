package dev.signalbox.router.proxy;

import dev.signalbox.router.config.RouterConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/** The event loops that serve applications together on one port. */
public final class Lanes {
    private final Vertx vertx;
    private final String deployment;
    private final int port;

    private Lanes(Vertx vertx, String deployment, int port) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.port = port;
    }

    /** Listens. */
    public static Future<Lanes> open(Vertx vertx, DataPlane plane, RouterConfig config, SplittableRandom chance) {
        int count = config.eventLoops() > 0
                ? config.eventLoops()
                : Runtime.getRuntime().availableProcessors();
        List<LaneVerticle> lanes = Collections.synchronizedList(new ArrayList<>());
        return vertx.deployVerticle(
                        () -> {
                            LaneVerticle lane = new LaneVerticle(plane, config, chance.split());
                            lanes.add(lane);
                            return lane;
                        },
                        new DeploymentOptions().setInstances(count))
                .map(id -> new Lanes(vertx, id, lanes.getFirst().actualPort()));
    }

    /** The port that applications connect to. */
    public int port() {
        return port;
    }

    /** Ends all connections. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
