package dev.signalbox.monitor.learning;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.verdict.AlarmRule;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.monitor.http.BadRequestException;
import dev.signalbox.monitor.http.DeploymentPath;
import dev.signalbox.monitor.http.Parameters;
import dev.signalbox.monitor.learning.LimitsOverTime.Change;
import dev.signalbox.monitor.learning.LimitsOverTime.Limit;
import dev.signalbox.monitor.limits.Learned;
import dev.signalbox.monitor.limits.LearningTime;
import dev.signalbox.monitor.limits.SeriesKey;
import dev.signalbox.monitor.policy.PolicyStore;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Where people see which limits were learned, which are in force, and how they came to be so. */
@Path("/v1/deployments/{namespace}/{name}/limits")
@Produces(MediaType.APPLICATION_JSON)
@Blocking
@RegisterForReflection(
        targets = {
            LimitsOverTime.class,
            Limit.class,
            Change.class,
            RecordedLimit.class,
            Learned.class,
            Learned.Source.class
        })
public class LimitsResource {
    private static final Duration USUAL = Duration.ofDays(7);
    private static final Duration LONGEST = Duration.ofDays(31);
    private static final Duration AHEAD = Duration.ofHours(1);

    private final PolicyStore policies;
    private final LimitStore limits;
    private final LimitKeeper keeper;
    private final Clock clock;

    LimitsResource(PolicyStore policies, LimitStore limits, LimitKeeper keeper, Clock clock) {
        this.policies = policies;
        this.limits = limits;
        this.keeper = keeper;
        this.clock = clock;
    }

    /** The limits of the rules whose limits are learned, as they are at the end of a time, and every change within it. */
    @GET
    @Operation(summary = "Which limits are learned, in force and hard, and every change of them, oldest first")
    public LimitsOverTime limits(
            @BeanParam DeploymentPath path,
            @QueryParam("from")
                    @Parameter(
                            description =
                                    "since when changes are told, in ISO 8601; a week before the end if not given")
                    @Nullable
                    String from,
            @QueryParam("to") @Parameter(description = "the end, in ISO 8601; now if not given") @Nullable String to) {
        DeploymentName deployment = path.deployment();
        Instant end = to == null ? clock.instant() : Parameters.instant("to", to);
        Instant begin = from == null ? end.minus(USUAL) : Parameters.instant("from", from);
        if (!end.isAfter(begin) || Duration.between(begin, end).compareTo(LONGEST) > 0) {
            throw new BadRequestException("from and to must be in this order and at most " + LONGEST.toDays()
                    + " days apart, got " + begin + " to " + end);
        }
        /* Where no policy is stored the usual alarms hold, whose limits are none that are learned. */
        List<AlarmRule> alarms =
                policies.get(deployment).map(JudgePolicy::alarms).orElse(JudgePolicy.DEFAULT_ALARMS);
        LearningTime time = keeper.time(deployment, end);
        Map<SeriesKey, List<LimitStore.Kept>> kept = limits.between(deployment, begin, end.plus(AHEAD));
        List<Limit> found = new ArrayList<>();
        for (AlarmRule rule : alarms) {
            if (rule.learns()) {
                found.addAll(of(rule, kept, end));
            }
        }
        return new LimitsOverTime(deployment, end, time.frozen(), found);
    }

    private static List<Limit> of(AlarmRule rule, Map<SeriesKey, List<LimitStore.Kept>> kept, Instant at) {
        List<Limit> found = new ArrayList<>();
        kept.forEach((key, of) -> {
            if (key.alarm().equals(rule.name())) {
                found.add(Limit.of(rule, key, of, at));
            }
        });
        return found.isEmpty()
                ? List.of(Limit.of(rule, new SeriesKey(rule.name(), SeriesKey.WHOLE), List.of(), at))
                : found;
    }
}
