package dev.signalbox.images;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.Jib;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.TarImage;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/** An image under way: layers on nothing, a user without rights, and one command. */
final class Image {
    /** Nobody in particular: no file of an image belongs to it, and none has to. */
    static final String USER = "10001:10001";

    private static final FilePermissions PROGRAM = FilePermissions.fromOctalString("755");
    private static final FilePermissions FILE = FilePermissions.fromOctalString("644");
    private static final FilePermissions ANYBODYS = FilePermissions.fromOctalString("777");

    private final JibContainerBuilder builder = Jib.fromScratch().setUser(USER).setFormat(ImageFormat.OCI);

    /** A layer with a file, or with everything below a folder. */
    Image layer(String name, Path from, String to) throws IOException, BuildFailed {
        if (!Files.exists(from)) {
            throw new BuildFailed(from + " is not there: build first (./mvnw package -DskipTests)");
        }
        builder.addFileEntriesLayer(FileEntriesLayer.builder()
                .setName(name)
                .addEntryRecursive(
                        from,
                        AbsoluteUnixPath.get(to),
                        (file, inImage) -> Files.isDirectory(file) || Files.isExecutable(file) ? PROGRAM : FILE)
                .build());
        return this;
    }

    /** A layer with what programs expect of any system: these libraries at their own paths, and /tmp. */
    Image system(Set<Path> libraries, Path empty) throws IOException {
        FileEntriesLayer.Builder layer = FileEntriesLayer.builder().setName("system");
        for (Path library : libraries) {
            layer.addEntry(library.toRealPath(), AbsoluteUnixPath.get(library.toString()), PROGRAM);
        }
        Files.createDirectories(empty);
        layer.addEntry(empty, AbsoluteUnixPath.get("/tmp"), ANYBODYS);
        builder.addFileEntriesLayer(layer.build());
        return this;
    }

    /** What the container runs. */
    Image runs(List<String> entrypoint, Map<String, String> environment, List<Integer> ports) {
        builder.setEntrypoint(entrypoint).setEnvironment(environment).setWorkingDirectory(AbsoluteUnixPath.get("/tmp"));
        ports.forEach(port -> builder.addExposedPort(Port.tcp(port)));
        return this;
    }

    /** Labels by the keys of the OCI image specification. */
    Image labelled(Map<String, String> labels) {
        builder.setLabels(labels);
        return this;
    }

    /** Writes it as an OCI archive; layers that are in the cache are not made again. */
    void write(Path archive, String reference, Path cache) throws BuildFailed {
        try {
            builder.containerize(Containerizer.to(TarImage.at(archive).named(reference))
                    .setBaseImageLayersCache(cache)
                    .setApplicationLayersCache(cache)
                    .setToolName("signalbox"));
            Archive.name(archive, reference);
        } catch (InvalidImageReferenceException e) {
            throw new BuildFailed("no image can be called " + reference, e);
        } catch (CacheDirectoryCreationException | IOException | RegistryException | ExecutionException e) {
            throw new BuildFailed(archive + " could not be written: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BuildFailed("interrupted while writing " + archive, e);
        }
    }
}
