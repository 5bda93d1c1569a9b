package dev.signalbox.router.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.SplittableRandom;

/** What one event loop has for itself: its timers, its connections to the versions, its source of chance, and who sends copies. */
record Lane(
        DataPlane plane, Vertx vertx, AlarmClock alarms, HttpClient client, SplittableRandom chance, Copier copier) {}
