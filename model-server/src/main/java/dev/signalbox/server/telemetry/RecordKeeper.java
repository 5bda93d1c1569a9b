package dev.signalbox.server.telemetry;

import dev.signalbox.api.sample.InferenceRecord;
import dev.signalbox.api.sample.RecordBatch;
import dev.signalbox.api.sample.RequestSample;
import dev.signalbox.api.telemetry.spool.Spool;
import dev.signalbox.api.telemetry.spool.SpoolDrop;
import dev.signalbox.server.config.RecordsConfig;
import dev.signalbox.server.window.Allowance;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/** Keeps a sample of answered requests until the monitor has it: bounded in number, size and rate, and every drop is counted. */
public final class RecordKeeper implements ServingListener, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RecordKeeper.class);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LAST_SENDING = Duration.ofSeconds(1);
    private static final int BATCH = Math.min(50, RecordBatch.MOST_RECORDS);
    private static final int MOST_ARRIVED = 1_000;

    private final RequestSample sample;
    private final RecordMaker maker;
    private final Clock clock;
    /* Between the threads that answer and the disk, which may be slow. */
    private final BlockingQueue<InferenceRecord> arrived = new ArrayBlockingQueue<>(MOST_ARRIVED);
    private final Spool<InferenceRecord> spool;
    private final Delivery<InferenceRecord> delivery;
    private final Map<Drop, LongAdder> dropped = new EnumMap<>(Drop.class);
    /* Guarded by itself. */
    private final Allowance allowance;
    private final Thread storing;

    /** Why a record was dropped. */
    public enum Drop {
        /** More were sampled than may be kept in a second. */
        BUDGET,
        /** The monitor is away, and the spool is full: the oldest, or more at once than it can take. */
        SPOOL,
        /** The disk did not take it, or what it had can not be read. */
        DISK,
        /** The request's id, or what was asked or answered, can not be in a record. */
        CONTENT,
        /** The monitor will never take it. */
        REFUSED
    }

    /** Which requests are kept, and what of them. */
    record Choice(RequestSample sample, int perSecond, RecordMaker maker) {}

    /** Keeps requests of a version as the configuration says. */
    public static RecordKeeper of(
            RecordsConfig config,
            TelemetrySender.Source source,
            Spool<InferenceRecord> spool,
            Receiver<InferenceRecord> monitor) {
        return new RecordKeeper(
                new Choice(
                        new RequestSample(config.rate()),
                        config.perSecond(),
                        new RecordMaker(
                                source.deployment(), source.version(), source.instance(), config.maxElements())),
                spool,
                monitor,
                Clock.systemUTC());
    }

    RecordKeeper(Choice choice, Spool<InferenceRecord> spool, Receiver<InferenceRecord> monitor, Clock clock) {
        for (Drop reason : Drop.values()) {
            dropped.put(reason, new LongAdder());
        }
        this.sample = choice.sample();
        this.maker = choice.maker();
        this.clock = clock;
        this.allowance = new Allowance(choice.perSecond(), System.nanoTime());
        this.spool = spool;
        this.delivery = new Delivery<>(spool, monitor, new Delivery.Manner("records", BATCH, LONGEST_PAUSE));
        delivery.nudge();
        this.storing = Thread.ofPlatform().daemon().name("records-store").start(this::store);
    }

    @Override
    public void answered(Answered answered, long nanos) {
        String id = answered.origin().requestId();
        if (id == null || !sample.keeps(id)) {
            return;
        }
        if (!allowed()) {
            drop(Drop.BUDGET);
            return;
        }
        try {
            if (!arrived.offer(maker.record(id, answered, clock.instant(), nanos))) {
                drop(Drop.SPOOL);
            }
        } catch (IllegalArgumentException unfit) {
            LOG.debug("A request can not be kept", unfit);
            drop(Drop.CONTENT);
        }
    }

    @Override
    public void failed(long nanos) {}

    @Override
    public void rejected() {}

    /** How many records wait. */
    public int waiting() {
        return arrived.size() + spool.size();
    }

    /** How many records were dropped for a reason. */
    public long dropped(Drop reason) {
        long ofSpool = switch (reason) {
            case SPOOL -> spool.dropped(SpoolDrop.FULL);
            case DISK ->
                spool.dropped(SpoolDrop.DISK)
                        + spool.dropped(SpoolDrop.UNREADABLE)
                        + spool.dropped(SpoolDrop.TOO_LARGE);
            case REFUSED -> delivery.refused();
            case BUDGET, CONTENT -> 0;
        };
        return counter(reason).sum() + ofSpool;
    }

    private boolean allowed() {
        synchronized (allowance) {
            return allowance.take(System.nanoTime());
        }
    }

    private void drop(Drop reason) {
        counter(reason).increment();
    }

    private LongAdder counter(Drop reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }

    private void store() {
        try {
            while (true) {
                spool.add(arrived.take());
                if (arrived.isEmpty()) {
                    delivery.nudge();
                }
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    /** Stores what has arrived, tries to send it for a bounded time, and ends. */
    @Override
    public void close() {
        storing.interrupt();
        try {
            storing.join(LAST_SENDING);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
        for (InferenceRecord late = arrived.poll(); late != null; late = arrived.poll()) {
            spool.add(late);
        }
        delivery.end(LAST_SENDING);
    }
}
