package dev.signalbox.monitor.quality;

import dev.signalbox.api.ModelVersion;
import dev.signalbox.monitor.access.Guard;
import dev.signalbox.monitor.access.Role;
import dev.signalbox.monitor.baseline.BaselineStore;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.Csv;
import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.http.ProblemException;
import dev.signalbox.monitor.labels.ErrorAnalysis;
import dev.signalbox.monitor.labels.ErrorCounter;
import dev.signalbox.monitor.records.RecordQuery;
import dev.signalbox.monitor.records.RecordReader;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Where people see what a version is wrong about. */
@Path("/v1/deployments/{namespace}/{name}/versions/{version}/errors")
@Blocking
@RegisterForReflection(
        targets = {
            ErrorAnalysis.class,
            ErrorAnalysis.Right.class,
            ErrorAnalysis.OfClass.class,
            ErrorAnalysis.Slice.class,
            ErrorAnalysis.Consistency.class,
            ErrorAnalysis.Contradiction.class
        })
public class ErrorsResource {
    private static final MediaType TABLE = MediaType.valueOf(Csv.TYPE);

    private static final int AT_A_TIME = 2;

    private final RecordReader records;
    private final BaselineStore baselines;
    private final Guard guard;
    private final Clock clock;

    /* Each reads up to fifty thousand records, twice. */
    private final Semaphore slots = new Semaphore(AT_A_TIME);

    ErrorsResource(RecordReader records, BaselineStore baselines, Guard guard, Clock clock) {
        this.records = records;
        this.baselines = baselines;
        this.guard = guard;
        this.clock = clock;
    }

    /** What a version is wrong about, in recorded requests of a time, by default of the last day. */
    @GET
    @Produces({MediaType.APPLICATION_JSON, Csv.TYPE})
    @Operation(summary = "What a version is wrong about: by class, by slice of features, and where labels contradict")
    @APIResponse(
            responseCode = "200",
            content = {
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(implementation = ErrorAnalysis.class)),
                @Content(mediaType = Csv.TYPE)
            })
    public Response errors(
            @BeanParam VersionTime asked, @QueryParam("format") @Nullable String format, @Context HttpHeaders headers) {
        boolean table = isTable(format, headers);
        ErrorAnalysis found = shownTo(headers.getHeaderString(HttpHeaders.AUTHORIZATION), withinBounds(asked));
        if (!table) {
            return Response.ok(found, MediaType.APPLICATION_JSON_TYPE).build();
        }
        String name = asked.deployment().name() + "-" + asked.version().id() + "-errors.csv";
        return Response.ok(ErrorTable.csv(found), Csv.TYPE)
                .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
                .build();
    }

    /* What the address says counts before what the client says that it takes, and of that, what it likes best. */
    private static boolean isTable(@Nullable String format, HttpHeaders headers) {
        return switch (format) {
            case "csv" -> true;
            case "json" -> false;
            case null ->
                headers.getAcceptableMediaTypes().stream()
                        .filter(type -> type.isCompatible(MediaType.APPLICATION_JSON_TYPE) || type.isCompatible(TABLE))
                        .findFirst()
                        .filter(type -> !type.isCompatible(MediaType.APPLICATION_JSON_TYPE))
                        .isPresent();
            default -> throw new BadRequestException("format must be json or csv, got \"" + format + "\"");
        };
    }

    private ErrorAnalysis withinBounds(VersionTime asked) {
        if (!slots.tryAcquire()) {
            throw new ProblemException(Problem.busy("at most " + AT_A_TIME + " error analyses at a time"));
        }
        try {
            return counted(asked);
        } finally {
            slots.release();
        }
    }

    /* Single requests are for those who may read records; how often and where a version is wrong is for all. */
    private ErrorAnalysis shownTo(@Nullable String authorization, ErrorAnalysis found) {
        return guard.allows(authorization, Role.ADMINISTRATION) ? found : found.withoutRequests();
    }

    private ErrorAnalysis counted(VersionTime asked) {
        ModelVersion of = asked.version();
        RecordQuery query = asked.query(clock);
        Instant before = query.from().minus(Duration.between(query.from(), query.to()));
        ErrorCounter counter =
                new ErrorCounter(baselines.get(query.deployment(), of).orElse(null));
        /* Of the time before it is of no matter who answered: it is the population that is compared. */
        records.judged(
                new RecordQuery(query.deployment(), before, query.from(), VersionTime.MOST_RECORDS),
                null,
                judged -> counter.addBefore(judged.record()));
        records.judged(query, of, judged -> counter.add(judged.record(), judged.feedback()));
        return counter.counted();
    }
}
