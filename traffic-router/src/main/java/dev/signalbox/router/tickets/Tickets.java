package dev.signalbox.router.tickets;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.review.TicketRequest;
import dev.signalbox.api.telemetry.spool.Codec;
import dev.signalbox.api.telemetry.spool.DiskSpool;
import dev.signalbox.api.telemetry.spool.SpoolDrop;
import dev.signalbox.router.config.TelemetryConfig;
import dev.signalbox.router.delivery.Courier;
import dev.signalbox.router.delivery.Dispatch;
import dev.signalbox.router.delivery.Load;
import dev.signalbox.router.delivery.Receiver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that applications have been promised while the monitor was away, on the router's own disk where it has a folder for
 * them, and what became of all tickets. Thread safe.
 */
public final class Tickets implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Tickets.class);
    private static final String FOLDER = "router-tickets";

    private final ObjectMapper json;
    private final LongAdder byMonitor = new LongAdder();
    private final LongAdder onDisk = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final @Nullable Kept kept;

    /** Where tickets wait, and who brings them to the monitor. */
    private record Kept(DiskSpool<byte[]> spool, Courier<byte[]> courier, Dispatch dispatch) {}

    private Tickets(ObjectMapper json, @Nullable Kept kept) {
        this.json = json;
        this.kept = kept;
    }

    /** As it is configured: where there is no folder, or no monitor, nothing is kept here. */
    public static Tickets open(TelemetryConfig config, ObjectMapper json) {
        String folder = config.spoolFolder().map(String::strip).orElse("");
        Receiver receiver = Receiver.of(config, "/v1/tickets").orElse(null);
        if (folder.isEmpty() || receiver == null) {
            return new Tickets(json, null);
        }
        try {
            DiskSpool<byte[]> spool = DiskSpool.claimLossless(
                    Path.of(folder).resolve(FOLDER), config.spoolBytes().asLongValue(), new AsTheyAre());
            /* The monitor takes one at a time, and so many of a deployment. */
            Load<byte[]> tickets = new Load<>("tickets", 1, items -> items.getFirst(), new DeploymentOf(json));
            Courier<byte[]> courier = new Courier<>(receiver, tickets, spool);
            return new Tickets(
                    json, new Kept(spool, courier, new Dispatch("ticket-send", courier, spool::adoptOrphans)));
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "signalbox.telemetry.spool-folder must be a folder that can be written to, got \"" + folder + "\" ("
                            + e + ")",
                    e);
        }
    }

    /** Begins to bring what waits, of earlier processes too. */
    public void start() {
        if (kept != null) {
            kept.dispatch().start();
        }
    }

    /** Whether tickets can be kept here at all. */
    public boolean canKeep() {
        return kept != null;
    }

    /** Whether the monitor did not take the last of those that wait here: another one need not be tried with it first. */
    public boolean monitorAway() {
        return kept != null && kept.courier().away();
    }

    /**
     * Keeps a ticket on disk; false where it is not kept. Blocks until the disk has it. One that the monitor would refuse for ever
     * is not promised to anybody.
     */
    public boolean keep(byte[] ticket) {
        if (kept == null) {
            return false;
        }
        try {
            json.readValue(ticket, TicketRequest.class);
        } catch (IOException | RuntimeException wrong) {
            LOG.warnf("Ticket is wrong and not kept: reason=%s", wrong.getMessage());
            return false;
        }
        return kept.spool().keep(ticket);
    }

    /** Counts a ticket that the monitor has. */
    public void countByMonitor() {
        byMonitor.increment();
    }

    /** Counts a ticket that waits on disk. */
    public void countOnDisk() {
        onDisk.increment();
    }

    /** Counts a ticket that nobody keeps, which the application was told. */
    public void countRefused() {
        refused.increment();
    }

    /** Tickets that the monitor had at once. */
    public long byMonitor() {
        return byMonitor.sum();
    }

    /** Tickets that were kept on disk. */
    public long onDisk() {
        return onDisk.sum();
    }

    /** Tickets that nobody kept. */
    public long refused() {
        return refused.sum();
    }

    /** How many tickets wait here for the monitor. */
    public int waiting() {
        return kept == null ? 0 : kept.spool().size();
    }

    /** How many that had been promised were lost: unreadable on disk, or refused by the monitor after all. */
    public long lost() {
        if (kept == null) {
            return 0;
        }
        long lost = kept.courier().refused();
        for (SpoolDrop reason : SpoolDrop.values()) {
            lost += kept.spool().dropped(reason);
        }
        return lost;
    }

    /** Brings what waits, for a bounded time; the rest stays on disk for the next process. */
    @Override
    public void close() {
        if (kept != null) {
            kept.dispatch().close();
            if (kept.spool().size() > 0) {
                LOG.warnf(
                        "Tickets wait on disk for the monitor: tickets=%d",
                        kept.spool().size());
            }
            kept.spool().close();
        }
    }

    private record AsTheyAre() implements Codec<byte[]> {
        @Override
        public byte[] write(byte[] ticket) {
            return ticket;
        }

        @Override
        public byte[] read(byte[] bytes) {
            return bytes;
        }
    }
}
