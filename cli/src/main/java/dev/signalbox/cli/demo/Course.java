package dev.signalbox.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.cli.resource.DeploymentView;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was seen of one version's rollout, look by look. */
final class Course {
    private final String version;
    private final Set<String> weights = new LinkedHashSet<>();
    private final Set<String> fired = new LinkedHashSet<>();
    private final Set<String> firedMessages = new LinkedHashSet<>();
    private @Nullable DeploymentView last;
    private String shown = "";

    Course(String version) {
        this.version = version;
    }

    /** Takes a look in; returns the lines that tell what is new. */
    List<String> see(DeploymentView now) {
        last = now;
        if (now.candidate().equals(Optional.of(version))) {
            now.weight().filter(w -> !w.equals("0%")).ifPresent(weights::add);
            for (JsonNode reason : now.object().at("/status/verdict/reasons")) {
                if (reason.path("signal").asText().equals("Firing")
                        && fired.add(reason.path("alarm").asText())) {
                    firedMessages.add(reason.path("message").asText());
                }
            }
        }
        String state = state(now);
        if (state.equals(shown)) {
            return List.of();
        }
        shown = state;
        List<String> lines = new ArrayList<>();
        lines.add(state);
        if (now.candidate().isPresent()) {
            lines.addAll(evidence(now));
        }
        return lines;
    }

    /* Alarms that have seen nothing yet say nothing yet. */
    private static List<String> evidence(DeploymentView now) {
        List<String> lines = new ArrayList<>();
        for (JsonNode reason : now.object().at("/status/verdict/reasons")) {
            if (!reason.path("signal").asText().equals("NoData")) {
                lines.add("    " + reason.path("message").asText());
            }
        }
        return lines;
    }

    /** The candidate's weights in the order in which they were seen, none left out. */
    List<String> weights() {
        return List.copyOf(weights);
    }

    /** The alarms that fired. */
    Set<String> fired() {
        return fired;
    }

    /** What the alarms said when they fired. */
    Set<String> firedMessages() {
        return firedMessages;
    }

    boolean servesInTheEnd(String wanted) {
        return end().equals("Stable") && lastStable().equals(wanted);
    }

    String end() {
        return last == null ? "nothing" : last.phase();
    }

    String lastStable() {
        return last == null ? "none" : last.stable().orElse("none");
    }

    private static String state(DeploymentView now) {
        StringBuilder state = new StringBuilder(now.phase());
        now.stable().ifPresent(v -> state.append("  stable ").append(v));
        now.candidate().ifPresent(v -> state.append("  candidate ").append(v));
        now.weight().ifPresent(w -> state.append(" at ").append(w));
        now.verdict().ifPresent(v -> state.append("  verdict ").append(v));
        return state.toString();
    }
}
