package dev.signalbox.operator.local.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The last events of each deployment, one JSON object a line, newest last. */
public final class EventLog {
    /** How many events are kept of a deployment. */
    public static final int KEPT = 200;

    private static final int LONGEST_MESSAGE = 1_024;

    private final MeshFolder folder;
    private final ObjectMapper json;

    /** The events of this folder. */
    public EventLog(MeshFolder folder, ObjectMapper json) {
        this.folder = folder;
        this.json = json;
    }

    /** One line of the file. */
    public record Entry(Instant at, String type, String reason, String message) {}

    /** Adds an event, and forgets the oldest if there are too many. */
    public void add(DeploymentName deployment, Entry entry) throws IOException {
        Path file = folder.events(deployment);
        List<String> lines = new ArrayList<>(linesOf(file));
        lines.add(json.writeValueAsString(bounded(entry)));
        List<String> kept = lines.subList(Math.max(0, lines.size() - KEPT), lines.size());
        AtomicFile.write(file, String.join("\n", kept) + "\n");
    }

    /** Forgets everything about a deployment. */
    public void forget(DeploymentName deployment) throws IOException {
        Files.deleteIfExists(folder.events(deployment));
    }

    private static Entry bounded(Entry entry) {
        String message = entry.message();
        return message.length() <= LONGEST_MESSAGE
                ? entry
                : new Entry(entry.at(), entry.type(), entry.reason(), message.substring(0, LONGEST_MESSAGE));
    }

    private static List<String> linesOf(Path file) throws IOException {
        try {
            String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.isBlank()).toList();
        } catch (NoSuchFileException first) {
            return List.of();
        }
    }
}
