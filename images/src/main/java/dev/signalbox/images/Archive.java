package dev.signalbox.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An OCI archive on disk. */
final class Archive {
    private static final String INDEX = "index.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Archive() {}

    /**
     * Gives the image of an archive its full name. Jib puts the short one into the annotation that the specification keeps for
     * the tag, and containerd then knows the image by a name that no pod can ask for.
     */
    static void name(Path archive, String reference) throws IOException {
        Path renamed = archive.resolveSibling(archive.getFileName() + ".named");
        try (InputStream in = Files.newInputStream(archive);
                TarArchiveInputStream from = new TarArchiveInputStream(in);
                OutputStream out = Files.newOutputStream(renamed);
                TarArchiveOutputStream to = new TarArchiveOutputStream(out)) {
            to.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (TarArchiveEntry entry = from.getNextEntry(); entry != null; entry = from.getNextEntry()) {
                if (entry.getName().equals(INDEX)) {
                    byte[] index = named(JSON.readTree(from.readAllBytes()), reference);
                    entry.setSize(index.length);
                    to.putArchiveEntry(entry);
                    to.write(index);
                } else {
                    to.putArchiveEntry(entry);
                    from.transferTo(to);
                }
                to.closeArchiveEntry();
            }
        }
        Files.move(renamed, archive, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] named(JsonNode index, String reference) throws IOException {
        for (JsonNode manifest : index.path("manifests")) {
            ObjectNode annotations = ((ObjectNode) manifest).putObject("annotations");
            annotations.put("io.containerd.image.name", fullName(reference));
            annotations.put("org.opencontainers.image.ref.name", reference.substring(reference.lastIndexOf(':') + 1));
        }
        return JSON.writeValueAsBytes(index);
    }

    /* As every container engine reads it: a first part without dot or port is no registry. */
    private static String fullName(String reference) {
        int slash = reference.indexOf('/');
        String first = slash < 0 ? "" : reference.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        if (registry) {
            return reference;
        }
        return "docker.io/" + (slash < 0 ? "library/" : "") + reference;
    }
}
