package dev.signalbox.operator.local.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How processes are started that are to outlive the operator. */
final class Detached {
    private static final List<String> OWN_PREFIXES = List.of("QUARKUS_", "SIGNALBOX_");

    private Detached() {}

    /* A session of its own: neither Ctrl-C at a terminal nor the end of the operator reaches it. setsid becomes the program
     * that it starts, so the process number is that program's. */
    static List<String> command(List<String> line) {
        List<String> detached = new ArrayList<>();
        setsid().ifPresent(program -> detached.add(program.toString()));
        detached.addAll(line);
        return detached;
    }

    /** Takes the operator's own settings away: they are not those of what it starts. */
    static void strip(Map<String, String> environment) {
        environment.keySet().removeIf(name -> OWN_PREFIXES.stream().anyMatch(name::startsWith));
    }

    private static Optional<Path> setsid() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        for (String folder : path.split(File.pathSeparator, -1)) {
            Path program = Path.of(folder, "setsid");
            if (Files.isExecutable(program)) {
                return Optional.of(program);
            }
        }
        return Optional.empty();
    }
}
