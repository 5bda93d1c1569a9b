package dev.signalbox.operator.plan;

import dev.signalbox.api.Weight;
import dev.signalbox.api.review.Automation;
import dev.signalbox.api.review.Callback;
import dev.signalbox.api.review.Degree;
import dev.signalbox.api.review.Overdue;
import dev.signalbox.api.review.ReviewPolicy;
import dev.signalbox.api.review.ShowSuggestion;
import dev.signalbox.operator.spec.AutomationSpec;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code spec.automation}. */
record AutomationReader(Problems problems) {
    private static final String FIELD = "spec.automation";

    /** Who decides; null where nothing is said of it, or it is wrong. */
    @Nullable
    Automation read(@Nullable AutomationSpec spec) {
        if (spec == null) {
            return null;
        }
        String degree = spec.degree();
        if (degree == null) {
            problems.add(FIELD + ".degree", "is required");
            return null;
        }
        int before = problems.all().size();
        Degree read = problems.oneOf(FIELD + ".degree", degree, Degree.values(), Degree.Full);
        ReviewPolicy review = review(spec);
        Weight audited = share("auditShare", spec.auditShare());
        Weight disagreement = share("disagreementShare", spec.disagreementShare());
        if (problems.all().size() > before) {
            return null;
        }
        return problems.reading(FIELD, () -> {
            try {
                return new Automation(
                                read,
                                spec.minConfidence(),
                                spec.minConfidenceByClass() == null ? Map.of() : spec.minConfidenceByClass())
                        .withAuditShare(audited)
                        .withDisagreementShare(disagreement)
                        .withReview(review);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("spec." + e.getMessage(), e);
            }
        });
    }

    /** The alarms that have to be quiet for a higher degree. */
    static List<String> quiet(@Nullable AutomationSpec spec) {
        return spec == null || spec.raiseWhenQuiet() == null ? List.of() : spec.raiseWhenQuiet();
    }

    /** Notes those of them that there are not. */
    void check(List<String> quiet, Collection<String> known) {
        for (int i = 0; i < quiet.size(); i++) {
            if (!known.contains(quiet.get(i))) {
                problems.add(
                        FIELD + ".raiseWhenQuiet[" + i + "]",
                        "must be the name of an alarm (" + String.join(", ", known) + "), but is \""
                                + Durations.shown(quiet.get(i)) + "\"");
            }
        }
    }

    private @Nullable Weight share(String name, @Nullable String text) {
        String field = FIELD + "." + name;
        Weight share = text == null ? null : problems.reading(field, () -> Weight.parse(field, text));
        return Weight.NONE.equals(share) ? null : share;
    }

    private @Nullable ReviewPolicy review(AutomationSpec spec) {
        if (spec.due() == null && spec.overdue() == null && spec.showSuggestion() == null && spec.callback() == null) {
            return null;
        }
        Duration due = due(spec.due());
        return new ReviewPolicy(
                due == null ? null : due.toSeconds(),
                problems.oneOf(FIELD + ".overdue", spec.overdue(), Overdue.values(), Overdue.Expire),
                problems.oneOf(
                        FIELD + ".showSuggestion",
                        spec.showSuggestion(),
                        ShowSuggestion.values(),
                        ShowSuggestion.AfterDecision),
                callback(spec.callback()));
    }

    private @Nullable Callback callback(AutomationSpec.@Nullable Callback spec) {
        if (spec == null) {
            return null;
        }
        String url = spec.url();
        if (url == null) {
            problems.add(FIELD + ".callback.url", "is required");
            return null;
        }
        return problems.reading(FIELD + ".callback", () -> {
            try {
                return new Callback(url, spec.secret());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("spec." + e.getMessage(), e);
            }
        });
    }

    private @Nullable Duration due(@Nullable String text) {
        String field = FIELD + ".due";
        return text == null
                ? null
                : problems.reading(
                        field, () -> Durations.parse(field, text, ReviewPolicy.SHORTEST, ReviewPolicy.LONGEST));
    }
}
