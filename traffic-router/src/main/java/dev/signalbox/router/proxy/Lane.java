package dev.signalbox.router.proxy;

import io.vertx.core.Vertx;
import java.util.SplittableRandom;

/** What one event loop has for itself: its timers, its connections to the versions, its source of chance, and who sends copies. */
record Lane(
        DataPlane plane, Vertx vertx, AlarmClock alarms, Upstreams upstreams, SplittableRandom chance, Copier copier) {}
