package dev.signalbox.monitor.page;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.judging.KnownAnswer;
import dev.signalbox.monitor.labels.KnownAnswers;
import dev.signalbox.monitor.page.LearnedOverTime.Point;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import dev.signalbox.monitor.traffic.Grid;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where pages see what feedback says about versions. */
@Path("/v1/deployments/{namespace}/{name}/learned")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
public class LearnedResource {
    private static final int MOST_STEPS = 60;
    private static final long LEAST_STEP = 10;
    private static final int MOST_RECORDS = 10_000;

    private final RecordReader records;
    private final Clock clock;

    LearnedResource(RecordReader records, Clock clock) {
        this.records = records;
        this.clock = clock;
    }

    /** Accuracy, agreement, clicks and redos of the sampled answers within a time, in at most 60 steps. */
    @GET
    @Operation(
            summary =
                    "What labels, decisions, clicks and redos say about sampled answers by version, in at most 60 steps")
    public LearnedOverTime learned(@BeanParam TimeQuery query) {
        Grid grid = query.grid(clock, MOST_STEPS, LEAST_STEP);
        Map<ModelVersion, Map<Long, Point>> sums = new TreeMap<>();
        AtomicInteger seen = new AtomicInteger();
        records.judged(new RecordQuery(query.deployment(), grid.from(), grid.to(), MOST_RECORDS), null, judged -> {
            KnownAnswer answer = KnownAnswers.of(judged.record(), judged.feedback());
            long at = grid.startOf(answer.at().getEpochSecond());
            sums.computeIfAbsent(answer.version(), version -> new TreeMap<>())
                    .merge(at, Point.of(at, answer), Point::plus);
            seen.incrementAndGet();
        });
        Map<ModelVersion, List<Point>> versions = new TreeMap<>();
        sums.forEach((version, points) -> versions.put(version, List.copyOf(points.values())));
        return new LearnedOverTime(grid.step(), grid.starts(), versions, seen.get() < MOST_RECORDS);
    }
}
