package dev.signalbox.server.telemetry;

import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.sample.RequestSample;
import dev.signalbox.server.config.RecordsConfig;
import dev.signalbox.server.window.Allowance;
import dev.signalbox.server.window.BackOff;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** Keeps a sample of answered requests until the monitor has it: bounded in number, size and rate, and every drop is counted. */
public final class RecordKeeper implements ServingListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RecordKeeper.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final int BATCH = Math.min(50, RecordBatch.MOST_RECORDS);

    private final RequestSample sample;
    private final RecordMaker maker;
    private final RecordReceiver monitor;
    private final Clock clock;
    private final BlockingQueue<InferenceRecord> waiting;
    private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);
    /* Guarded by itself. */
    private final Allowance allowance;
    private final Thread sender;

    /** Why a record was dropped. */
    public enum Drop {
        /** More were sampled than may be kept in a second. */
        BUDGET,
        /** The monitor is away, and the spool is full. */
        SPOOL,
        /** The request's id, or what was asked or answered, can not be in a record. */
        CONTENT,
        /** The monitor will never take it. */
        REFUSED
    }

    /** Keeps requests of a version as the configuration says. */
    public static RecordKeeper of(RecordsConfig config, TelemetrySender.Source source, RecordReceiver monitor) {
        return new RecordKeeper(
                config,
                new RecordMaker(source.deployment(), source.version(), source.instance(), config.maxElements()),
                monitor,
                Clock.systemUTC());
    }

    RecordKeeper(RecordsConfig config, RecordMaker maker, RecordReceiver monitor, Clock clock) {
        for (Drop reason : Drop.values()) {
            dropped.put(reason, new LongAdder());
        }
        this.sample = new RequestSample(config.rate());
        this.maker = maker;
        this.monitor = monitor;
        this.clock = clock;
        this.waiting = new ArrayBlockingQueue<>(Math.clamp(config.spool(), 1, 100_000));
        this.allowance = new Allowance(config.perSecond(), System.nanoTime());
        this.sender = Thread.ofPlatform().daemon().name("records-send").start(this::send);
    }

    @Override
    public void answered(Answered answered, long nanos) {
        String id = answered.requestId();
        if (id == null || !sample.keeps(id)) {
            return;
        }
        if (!allowed()) {
            drop(Drop.BUDGET, 1);
            return;
        }
        try {
            if (!waiting.offer(maker.record(id, answered, clock.instant(), nanos))) {
                drop(Drop.SPOOL, 1);
            }
        } catch (IllegalArgumentException unfit) {
            LOG.debug("A request can not be kept", unfit);
            drop(Drop.CONTENT, 1);
        }
    }

    @Override
    public void failed(long nanos) {}

    @Override
    public void rejected() {}

    /** How many records wait. */
    public int waiting() {
        return waiting.size();
    }

    /** How many records were dropped for a reason. */
    public long dropped(Drop reason) {
        return counter(reason).sum();
    }

    private boolean allowed() {
        synchronized (allowance) {
            return allowance.take(System.nanoTime());
        }
    }

    private void drop(Drop reason, int records) {
        counter(reason).add(records);
    }

    private LongAdder counter(Drop reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }

    private void send() {
        List<InferenceRecord> batch = new ArrayList<>();
        try {
            while (true) {
                batch.add(waiting.take());
                waiting.drainTo(batch, BATCH - 1);
                deliver(batch);
                batch.clear();
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private void deliver(List<InferenceRecord> batch) throws InterruptedException {
        BackOff backOff = BackOff.none(LONGEST_PAUSE);
        while (true) {
            switch (monitor.send(batch)) {
                case STORED -> {
                    return;
                }
                case REFUSED -> {
                    LOG.errorf("Monitor refused records for good records=%d", batch.size());
                    drop(Drop.REFUSED, batch.size());
                    return;
                }
                case AWAY -> {
                    backOff = backOff.failedAgain();
                    TimeUnit.MILLISECONDS.sleep(
                            backOff.pause(ThreadLocalRandom.current().nextDouble())
                                    .toMillis());
                }
            }
        }
    }

    /** Ends; what still waits is lost. A sample bears that. */
    @Override
    public void close() {
        sender.interrupt();
    }
}
