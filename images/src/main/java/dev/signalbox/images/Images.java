package dev.signalbox.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes the images of what the build left in the modules' target folders. */
@Command(
        name = "images",
        description = "Make OCI archives of the services, of what is built, without a Docker daemon or a registry.",
        mixinStandardHelpOptions = true)
public final class Images implements Callable<Integer> {
    @Option(names = "--home", required = true, description = "the checkout")
    private Path home = Path.of("");

    @Option(names = "--out", description = "where the archives go (default: images/target/images)")
    private @Nullable Path out;

    @Option(
            names = "--prefix",
            defaultValue = "signalbox/",
            description = "what comes before the images' names (default: ${DEFAULT-VALUE})")
    private String prefix = "";

    @Option(names = "--tag", defaultValue = "0.1.0", description = "the images' tag (default: ${DEFAULT-VALUE})")
    private String tag = "";

    @Parameters(arity = "0..*", description = "which images, by module (default: all)")
    private List<String> modules = List.of();

    /** The command. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Images()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        try {
            for (Program program : wanted()) {
                make(program);
            }
            return 0;
        } catch (BuildFailed e) {
            System.err.println("images: " + e.getMessage());
            return 1;
        }
    }

    private List<Program> wanted() throws BuildFailed {
        if (modules.isEmpty()) {
            return Arrays.asList(Program.values());
        }
        List<Program> programs = new ArrayList<>();
        for (String module : modules) {
            programs.add(Arrays.stream(Program.values())
                    .filter(p -> p.module().equals(module))
                    .findFirst()
                    .orElseThrow(() -> new BuildFailed("no image is made of \"" + module + "\"; there are "
                            + String.join(
                                    ", ",
                                    Stream.of(Program.values())
                                            .map(Program::module)
                                            .toList()))));
        }
        return programs;
    }

    private void make(Program program) throws IOException, BuildFailed {
        Path target = home.resolve("images/target");
        Path folder = out == null ? target.resolve("images") : out;
        Path java = target.resolve("java");
        Files.createDirectories(folder);
        JavaRuntime.make(java);
        List<Path> linked = new ArrayList<>(List.of(java));
        List<Program.Part> parts = program.parts(home);
        parts.stream()
                .map(Program.Part::from)
                .filter(p -> p.endsWith("libtorch") && Files.isDirectory(p))
                .forEach(linked::add);
        Image image = new Image()
                .system(JavaRuntime.libraries(linked), target.resolve("empty"))
                .layer("java", java, JavaRuntime.HOME);
        for (Program.Part part : parts) {
            image.layer(part.name(), part.from(), part.to());
        }
        Path archive = folder.resolve(program.module() + ".tar");
        String reference = prefix + program.module() + ":" + tag;
        image.runs(program.entrypoint(), program.environment(), program.ports())
                .labelled(labels(program))
                .write(archive, reference, target.resolve("layers"));
        System.out.printf(Locale.ROOT, "%s  %s  %.0f MB%n", reference, archive, Files.size(archive) / 1_000_000.0);
    }

    private Map<String, String> labels(Program program) {
        return Map.of(
                "org.opencontainers.image.title",
                "signalbox-" + program.module(),
                "org.opencontainers.image.version",
                tag,
                "org.opencontainers.image.licenses",
                "Apache-2.0");
    }
}
