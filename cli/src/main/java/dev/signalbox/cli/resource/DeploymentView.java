package dev.signalbox.cli.resource;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A ModelDeployment as people read it. */
public record DeploymentView(JsonNode object) {
    private static final String NONE = "<none>";

    /** Its name. */
    public DeploymentName name() {
        return new DeploymentName(
                object.at("/metadata/namespace").asText(DeploymentName.DEFAULT_NAMESPACE),
                object.at("/metadata/name").asText());
    }

    /** How far its rollout is. */
    public String phase() {
        return text("/status/phase").orElse("Pending");
    }

    /** The version that serves. */
    public Optional<String> stable() {
        return text("/status/stable/version");
    }

    /** The version that is judged. */
    public Optional<String> candidate() {
        return text("/status/candidate/version");
    }

    /** The candidate's share, such as {@code 5%}. */
    public Optional<String> weight() {
        return text("/status/candidate/weight");
    }

    /** What the evidence says. */
    public Optional<String> verdict() {
        return text("/status/verdict/outcome");
    }

    /** Why it is there, and what comes next. */
    public Optional<String> message() {
        return text("/status/message");
    }

    /** Whether the status answers the spec as it is now. */
    public boolean seen() {
        return object.at("/status/observedGeneration").asLong(-1)
                == object.at("/metadata/generation").asLong(0);
    }

    /** The verdict's reasons, one a line. */
    public List<String> reasons() {
        List<String> reasons = new ArrayList<>();
        for (JsonNode reason : object.at("/status/verdict/reasons")) {
            reasons.add(reason.path("message").asText());
        }
        return reasons;
    }

    /** The message of a condition, if the object has it. */
    public Optional<String> condition(String type, String field) {
        for (JsonNode condition : object.at("/status/conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return Optional.of(condition.path(field).asText());
            }
        }
        return Optional.empty();
    }

    /** The headings of {@link #row}. */
    public static String[] headings() {
        return new String[] {"NAME", "STABLE", "CANDIDATE", "PHASE", "WEIGHT", "VERDICT", "AGE"};
    }

    /** The line of {@code get}. */
    public String[] row(Instant now) {
        return new String[] {
            name().name(),
            stable().orElse(""),
            candidate().orElse(""),
            phase(),
            weight().orElse(""),
            verdict().orElse(""),
            text("/metadata/creationTimestamp").map(at -> age(at, now)).orElse("<unknown>")
        };
    }

    /** The text of {@code describe}. */
    public List<String> describe(List<JsonNode> events, Instant now) {
        List<String> lines = new ArrayList<>();
        lines.add("Name:         " + name().name());
        lines.add("Namespace:    " + name().namespace());
        lines.add("API Version:  " + Manifest.API_VERSION);
        lines.add("Kind:         " + Manifest.KIND);
        lines.add("Age:          "
                + text("/metadata/creationTimestamp").map(at -> age(at, now)).orElse("<unknown>"));
        lines.add("Now:          " + now());
        if (message().isPresent()) {
            lines.add("Why:          " + message().get());
        }
        evidence(lines);
        section(lines, "Spec", object.path("spec"));
        section(lines, "Status", object.path("status"));
        events(lines, events, now);
        return lines;
    }

    private String now() {
        String mirror =
                text("/status/candidate/mirror").map(m -> ", copies of " + m).orElse("");
        return phase() + ", stable " + stable().orElse(NONE)
                + candidate()
                        .map(c -> ", candidate " + c + " with " + weight().orElse("0%") + mirror)
                        .orElse("");
    }

    private void evidence(List<String> lines) {
        JsonNode reasons = object.at("/status/verdict/reasons");
        if (reasons.isEmpty()) {
            return;
        }
        lines.add("Evidence:     " + verdict().orElse("") + " as of "
                + object.at("/status/verdict/asOf").asText());
        Table table = new Table("Alarm", "Signal", "Value", "Interval", "Threshold", "Stable", "N", "Needed");
        for (JsonNode reason : reasons) {
            table.row(
                    reason.path("alarm").asText(),
                    reason.path("signal").asText(),
                    number(reason.path("value")),
                    interval(reason),
                    number(reason.path("threshold")),
                    number(reason.path("reference")),
                    reason.path("samples").asText("0"),
                    reason.path("requestsNeeded").asText(""));
        }
        table.lines().forEach(line -> lines.add("  " + line));
    }

    private static String interval(JsonNode reason) {
        JsonNode low = reason.path("low");
        if (!low.isNumber()) {
            return "";
        }
        JsonNode high = reason.path("high");
        return number(low) + (high.isNumber() ? " to " + number(high) : " or more");
    }

    private static String number(JsonNode value) {
        return value.isNumber()
                ? new BigDecimal(value.asDouble())
                        .round(new MathContext(4))
                        .stripTrailingZeros()
                        .toPlainString()
                : "";
    }

    /** An age as kubectl writes it: {@code 42s}, {@code 5m}, {@code 3h}, {@code 2d}. */
    public static String age(String timestamp, Instant now) {
        Duration age = Duration.between(Instant.parse(timestamp), now);
        if (age.compareTo(Duration.ofMinutes(2)) < 0) {
            return Math.max(0, age.toSeconds()) + "s";
        }
        if (age.compareTo(Duration.ofHours(2)) < 0) {
            return age.toMinutes() + "m";
        }
        return age.compareTo(Duration.ofDays(2)) < 0 ? age.toHours() + "h" : age.toDays() + "d";
    }

    private static void section(List<String> lines, String title, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        lines.add(title + ":");
        node(lines, "  ", value);
    }

    private static void node(List<String> lines, String indent, JsonNode value) {
        value.properties().forEach(field -> {
            String name = title(field.getKey());
            JsonNode child = field.getValue();
            if (child.isObject()) {
                lines.add(indent + name + ":");
                node(lines, indent + "  ", child);
            } else if (child.isArray()) {
                lines.add(indent + name + ":");
                child.forEach(item -> item(lines, indent + "  ", item));
            } else {
                lines.add(indent + name + ":  " + (child.isNull() ? NONE : child.asText()));
            }
        });
    }

    private static void item(List<String> lines, String indent, JsonNode item) {
        if (item.isObject()) {
            List<String> inner = new ArrayList<>();
            node(inner, "", item);
            for (int i = 0; i < inner.size(); i++) {
                lines.add(indent + (i == 0 ? "- " : "  ") + inner.get(i));
            }
        } else {
            lines.add(indent + "- " + item.asText());
        }
    }

    private static void events(List<String> lines, List<JsonNode> events, Instant now) {
        if (events.isEmpty()) {
            lines.add("Events:  " + NONE);
            return;
        }
        lines.add("Events:");
        Table table = new Table("Type", "Reason", "Age", "Message");
        for (JsonNode event : events) {
            table.row(
                    event.path("type").asText(),
                    event.path("reason").asText(),
                    age(event.path("at").asText(), now),
                    event.path("message").asText());
        }
        table.lines().forEach(line -> lines.add("  " + line));
    }

    private static String title(String field) {
        return Character.toUpperCase(field.charAt(0)) + field.substring(1).replaceAll("([A-Z])", " $1");
    }

    private Optional<String> text(String pointer) {
        JsonNode value = object.at(pointer);
        return value.isMissingNode() || value.isNull() || value.asText().isEmpty()
                ? Optional.empty()
                : Optional.of(value.asText());
    }
}
