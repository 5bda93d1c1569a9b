package dev.signalbox.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds examples/edge to what systemd and the services take. */
class EdgeExampleTest {
    private static final Path EDGE = Path.of("..", "examples", "edge");
    private static final Path REFERENCE = Path.of("..", "docs", "reference");

    @ParameterizedTest
    @ValueSource(strings = {"signalbox-router.service", "signalbox-operator.service"})
    void aServiceIsHeldInBoundsAndStartsAgain(String unit) throws IOException {
        Map<String, List<String>> entries = entries(EDGE.resolve("systemd").resolve(unit));

        assertThat(entries)
                .containsEntry("[Service]Restart", List.of("always"))
                .containsEntry("[Service]Slice", List.of("signalbox.slice"))
                .containsEntry("[Service]NoNewPrivileges", List.of("yes"))
                .containsEntry("[Service]ProtectSystem", List.of("strict"))
                .containsEntry("[Service]CapabilityBoundingSet", List.of(""))
                .containsEntry("[Service]SystemCallFilter", List.of("@system-service"))
                .containsEntry("[Install]WantedBy", List.of("multi-user.target"))
                .containsKeys("[Service]MemoryMax", "[Service]TasksMax", "[Service]User")
                .doesNotContainKey("[Service]MemoryDenyWriteExecute");
        assertThat(entries.get("[Unit]After")).doesNotContain("network-online.target");
        for (String file : entries.getOrDefault("[Service]EnvironmentFile", List.of())) {
            assertThat(EDGE.resolve(Path.of(file).getFileName())).isRegularFile();
        }
    }

    @Test
    void allOfItTogetherGetsOneProcessorAndHalfAGigabyteAndRoomForARollout() throws IOException {
        assertThat(entries(EDGE.resolve("systemd").resolve("signalbox.slice")))
                .containsEntry("[Slice]CPUQuota", List.of("100%"))
                .containsEntry("[Slice]MemoryHigh", List.of("512M"))
                .containsEntry("[Slice]MemoryMax", List.of("768M"));
    }

    /** Where systemd is, it has the last word. */
    @Test
    void systemdTakesTheUnits() throws IOException, InterruptedException {
        Path analyze = Path.of("/usr/bin/systemd-analyze");
        Assumptions.assumeTrue(
                Files.isExecutable(analyze) && Files.isExecutable(Path.of("/usr/bin/java")),
                "skipped: systemd-analyze or /usr/bin/java is not installed");
        List<String> command = new ArrayList<>(List.of(analyze.toString(), "verify"));
        try (Stream<Path> units = Files.list(EDGE.resolve("systemd"))) {
            units.map(unit -> unit.toAbsolutePath().normalize().toString())
                    .sorted()
                    .forEach(command::add);
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).doesNotContain("Unknown key", "Failed to parse", "Unknown section");
    }

    @ParameterizedTest
    @ValueSource(strings = {"router.env", "operator.env"})
    void everySettingIsOneThatTheReferenceNames(String file) throws IOException {
        String pages = Files.readString(REFERENCE.resolve("traffic-router.md"))
                + Files.readString(REFERENCE.resolve("operator.md"))
                + Files.readString(REFERENCE.resolve("local-platform.md"));
        String spelled = pages.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        for (String line : Files.readAllLines(EDGE.resolve(file))) {
            if (line.startsWith("SIGNALBOX_")) {
                assertThat(spelled).contains("`" + line.substring(0, line.indexOf('=')) + "`");
            }
        }
    }

    @Test
    void theDeploymentIsAccepted() throws IOException {
        Path document = EDGE.resolve("deployments/default/loan-approval.yaml");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(Lint.check(List.of(document.toString()), new PrintStream(out, true, StandardCharsets.UTF_8)))
                .as(out.toString(StandardCharsets.UTF_8))
                .isTrue();
    }

    /** The entries of a unit file, by section and key; a line that is neither is refused. */
    private static Map<String, List<String>> entries(Path unit) throws IOException {
        Map<String, List<String>> entries = new TreeMap<>();
        String section = "";
        for (String line : Files.readAllLines(unit)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (line.matches("\\[(Unit|Service|Install|Slice)]")) {
                section = line;
                continue;
            }
            assertThat(line).matches("[A-Z][A-Za-z]+=.*");
            int sign = line.indexOf('=');
            entries.computeIfAbsent(section + line.substring(0, sign), key -> new ArrayList<>())
                    .add(line.substring(sign + 1));
        }
        return entries;
    }
}
