package dev.signalbox.server.serving;

import dev.signalbox.server.config.ProcessConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jboss.logging.Logger;

/** The file in which a container says why it ended. */
@ApplicationScoped
public class TerminationLog {
    private static final Logger LOG = Logger.getLogger(TerminationLog.class);
    private static final Path KUBERNETES = Path.of("/dev/termination-log");

    private final Path file;

    TerminationLog(ProcessConfig config) {
        this.file = Path.of(config.terminationLog());
    }

    /** Leaves one line. Kubernetes makes its file beforehand: outside a container nothing is put there. */
    void write(String line) {
        if (file.equals(KUBERNETES) && !Files.isWritable(file)) {
            return;
        }
        try {
            Files.write(file, (line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException unwritable) {
            LOG.warnf("Termination log can not be written file=%s reason=%s", file, unwritable.getMessage());
        }
    }
}
