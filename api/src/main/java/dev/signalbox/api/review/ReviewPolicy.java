package dev.signalbox.api.review;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.signalbox.api.Require;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How people are asked: how long a decision is waited for, what follows then, when they see what the model says, and
 * where decisions are sent.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReviewPolicy(
        @JsonPropertyDescription("How many seconds a decision is waited for. Absent: as long as the monitor says.")
        @Nullable
        Long dueSeconds,

        @JsonPropertyDescription("What follows then.") Overdue overdue,

        @JsonPropertyDescription("When reviewers see what the model says.")
        ShowSuggestion showSuggestion,

        @JsonPropertyDescription("Where decisions are sent. Absent: nowhere, they are asked for.") @Nullable
        Callback callback) {
    /** The shortest that a decision may be waited for. */
    public static final Duration SHORTEST = Duration.ofSeconds(1);

    /** The longest that a decision may be waited for. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** What holds where nothing is said. */
    public static final ReviewPolicy DEFAULT = new ReviewPolicy(null, Overdue.Expire, ShowSuggestion.AfterDecision);

    /** A policy by which decisions are asked for. */
    public ReviewPolicy(@Nullable Long dueSeconds, Overdue overdue, ShowSuggestion showSuggestion) {
        this(dueSeconds, overdue, showSuggestion, null);
    }

    public ReviewPolicy {
        if (dueSeconds != null) {
            Require.within(
                    "automation.review.dueSeconds", (long) dueSeconds, SHORTEST.toSeconds(), LONGEST.toSeconds());
        }
        overdue = overdue == null ? Overdue.Expire : overdue;
        showSuggestion = showSuggestion == null ? ShowSuggestion.AfterDecision : showSuggestion;
    }

    /** How long a decision is waited for; empty where the monitor says how long. */
    public Optional<Duration> due() {
        return Optional.ofNullable(dueSeconds).map(Duration::ofSeconds);
    }
}
