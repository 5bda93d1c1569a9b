package dev.signalbox.router.proxy;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.SplittableRandom;

/** What one event loop has for itself: its connections to the versions, and its source of chance. */
record Lane(DataPlane plane, Vertx vertx, HttpClient client, SplittableRandom chance) {}
