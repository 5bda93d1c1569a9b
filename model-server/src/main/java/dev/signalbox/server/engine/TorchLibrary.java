package dev.signalbox.server.engine;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/** Finds libtorch, and tells DJL where it is and what it must not do. */
public final class TorchLibrary {
    private static final String FILE = "libtorch.so";
    private static final String FOLDER = "libtorch";
    private static final String ENVIRONMENT = "PYTORCH_LIBRARY_PATH";
    /* quarkus-app/app/x.jar lies two folders below target, target/classes one. */
    private static final int FOLDERS_ABOVE = 3;

    private TorchLibrary() {}

    /** How PyTorch is to run: where libtorch is (found beside the application if null), where DJL may write, its threads. */
    public record Settings(Optional<Path> library, Path cache, int threads) {}

    /**
     * Sets what DJL reads from system properties when its engine starts: once for the process, before the first model.
     * Returns the folder of libtorch.
     */
    public static Path prepare(Settings settings) throws IOException {
        Path library = find(settings.library());
        Files.createDirectories(settings.cache());
        String cache = settings.cache().toAbsolutePath().toString();
        System.setProperty(ENVIRONMENT, library.toString());
        /* Asked for nothing but this, DJL neither looks for a GPU's flavour nor for a download. */
        System.setProperty("PYTORCH_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.setProperty("DJL_CACHE_DIR", cache);
        System.setProperty("ENGINE_CACHE_DIR", cache);
        System.setProperty("jna.tmpdir", cache);
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(settings.threads()));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return library;
    }

    private static Path find(Optional<Path> configured) throws IOException {
        if (configured.isPresent()) {
            return held(configured.get().toAbsolutePath(), "signalbox.model.torch-library-path");
        }
        String environment = System.getenv(ENVIRONMENT);
        if (environment != null && !environment.isBlank()) {
            return held(Path.of(environment).toAbsolutePath(), ENVIRONMENT);
        }
        Path start = application();
        Path folder = start;
        for (int i = 0; i <= FOLDERS_ABOVE && folder != null; i++) {
            if (Files.isRegularFile(folder.resolve(FOLDER).resolve(FILE))) {
                return folder.resolve(FOLDER);
            }
            folder = folder.getParent();
        }
        throw new IOException("signalbox.model.torch-library-path must name the folder of " + FILE
                + ": it is not set, and there is no folder \"" + FOLDER + "\" beside or above " + start);
    }

    private static Path held(Path folder, String key) throws IOException {
        if (!Files.isRegularFile(folder.resolve(FILE))) {
            throw new IOException(key + " must name the folder of " + FILE + ", got " + folder);
        }
        return folder;
    }

    /** The folder that the application lies in: that of its jar, or of its executable. */
    private static Path application() throws IOException {
        CodeSource source = TorchLibrary.class.getProtectionDomain().getCodeSource();
        if (source != null && source.getLocation() != null) {
            try {
                URI location = source.getLocation().toURI();
                if ("file".equals(location.getScheme())) {
                    Path path = Path.of(location);
                    return Files.isDirectory(path)
                            ? path
                            : path.resolveSibling("").toAbsolutePath();
                }
            } catch (URISyntaxException unusable) {
                throw new IOException("the application's place is no file: " + source.getLocation(), unusable);
            }
        }
        return ProcessHandle.current()
                .info()
                .command()
                .map(command -> Path.of(command).toAbsolutePath().getParent())
                .orElseGet(() -> Path.of("").toAbsolutePath());
    }
}
