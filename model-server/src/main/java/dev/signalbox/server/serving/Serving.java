package dev.signalbox.server.serving;

import dev.signalbox.api.BearerToken;
import dev.signalbox.api.telemetry.TelemetryWindow;
import dev.signalbox.server.config.ProcessConfig;
import dev.signalbox.server.config.RecordsConfig;
import dev.signalbox.server.config.TelemetryConfig;
import dev.signalbox.server.profile.RequestProfiler;
import dev.signalbox.server.telemetry.BaselineSender;
import dev.signalbox.server.telemetry.MonitorClient;
import dev.signalbox.server.telemetry.Receiver;
import dev.signalbox.server.telemetry.RecordKeeper;
import dev.signalbox.server.telemetry.ServingCounter;
import dev.signalbox.server.telemetry.ServingListener;
import dev.signalbox.server.telemetry.ServingMetrics;
import dev.signalbox.server.telemetry.Spools;
import dev.signalbox.server.telemetry.TelemetrySender;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What serves live requests of the loaded model, and reports on them. */
@ApplicationScoped
public class Serving {
    private static final int LONGEST_BASE = 100;

    private final ProcessConfig process;
    private final TelemetryConfig telemetry;
    private final RecordsConfig records;
    private final MeterRegistry registry;
    private final InferenceWorkers workers;
    private volatile @Nullable InferenceService live;
    private volatile @Nullable InferenceService warmUp;
    private volatile @Nullable TelemetrySender sender;
    private volatile @Nullable RecordKeeper keeper;
    private volatile @Nullable MonitorClient client;
    private volatile @Nullable BaselineSender baselineSender;

    Serving(
            ProcessConfig process,
            TelemetryConfig telemetry,
            RecordsConfig records,
            MeterRegistry registry,
            InferenceWorkers workers) {
        this.process = process;
        this.telemetry = telemetry;
        this.records = records;
        this.registry = registry;
        this.workers = workers;
    }

    /** Begins to serve a model. */
    void begin(ServedModel model) {
        ServingCounter counter = counter(model);
        ServingMetrics metrics = new ServingMetrics(
                registry, model.deployment(), model.identity().version());
        metrics.showRequests(workers::waiting, workers::inFlight);
        metrics.showWorkers(workers.size(), workers::busy);
        metrics.showProcess();
        TelemetrySender.Source source = new TelemetrySender.Source(
                instance(), model.deployment(), model.identity().version(), counter, metrics.profileMeters()::show);
        Optional<MonitorClient> monitor = telemetry
                .url()
                .filter(url -> !url.isBlank())
                .map(url -> new MonitorClient(
                        URI.create(url.strip()), telemetry.timeout(), BearerToken.of(telemetry.token())));
        List<ServingListener> listeners = new ArrayList<>(List.of(counter, metrics));
        monitor.filter(known -> records.rate() > 0)
                .map(known -> RecordKeeper.of(records, source, Spools.records(telemetry, records), known::sendRecords))
                .ifPresent(kept -> {
                    metrics.showRecords(kept);
                    listeners.add(kept);
                    keeper = kept;
                });
        monitor.ifPresent(known -> baselineSender = BaselineSender.start(
                baseline ->
                        known.sendBaseline(model.deployment(), model.identity().version(), baseline),
                RequestProfiler.reference(
                        model.folder().signature(), model.folder().baseline().profile()),
                telemetry.maxBackOff()));
        TelemetrySender started = new TelemetrySender(
                source,
                telemetry,
                monitor.<Receiver<TelemetryWindow>>map(known -> known::sendWindows)
                        .orElseGet(Receiver::nobody),
                Clock.systemUTC());
        metrics.showSpool(started.spool());
        started.start();
        sender = started;
        client = monitor.orElse(null);
        warmUp = uncounted(model);
        live = new InferenceService(model, workers, listeners, queueMetrics(registry, model), System::nanoTime);
    }

    /* The warm-up counts like live requests, so that this is warm too, where nobody looks. */
    private InferenceService uncounted(ServedModel model) {
        MeterRegistry nobodys = new SimpleMeterRegistry();
        List<ServingListener> listeners = List.of(
                counter(model),
                new ServingMetrics(nobodys, model.deployment(), model.identity().version()));
        return new InferenceService(model, workers, listeners, queueMetrics(nobodys, model), System::nanoTime);
    }

    private static QueueMetrics queueMetrics(MeterRegistry registry, ServedModel model) {
        return new QueueMetrics(registry, model.deployment(), model.identity().version());
    }

    private ServingCounter counter(ServedModel model) {
        return new ServingCounter(() -> telemetry.profiles()
                ? new RequestProfiler(
                        model.folder().signature(), model.folder().baseline().profile())
                : RequestProfiler.ofNothing());
    }

    /** What answers live requests, or those of the warm-up, which are not counted. */
    public Optional<InferenceService> service(boolean ofWarmUp) {
        return Optional.ofNullable(ofWarmUp ? warmUp : live);
    }

    /** What answers the requests of the warm-up, once serving has begun. */
    InferenceService warmUp() {
        return service(true).orElseThrow(() -> new IllegalStateException("serving has not begun"));
    }

    /** Lets requests under way end, and sends the last window; false if some inferences did not end. */
    boolean end() {
        boolean ended = workers.close();
        BaselineSender telling = baselineSender;
        if (telling != null) {
            telling.close();
        }
        TelemetrySender started = sender;
        if (started != null) {
            started.close();
        }
        RecordKeeper kept = keeper;
        if (kept != null) {
            kept.close();
        }
        MonitorClient used = client;
        if (used != null) {
            used.close();
        }
        return ended;
    }

    /** A name that no other process ever had: (instance, sequence) is never used twice. */
    private String instance() {
        String base = process.instance()
                .or(() -> Optional.ofNullable(System.getenv("HOSTNAME")))
                .map(name -> name.replaceAll("[^A-Za-z0-9._/-]", "-").replaceAll("^[^A-Za-z0-9]+", ""))
                .filter(name -> !name.isEmpty())
                .orElse("model-server");
        String kept = base.length() <= LONGEST_BASE ? base : base.substring(0, LONGEST_BASE);
        return kept + "-" + UUID.randomUUID().toString().substring(0, 13);
    }
}
