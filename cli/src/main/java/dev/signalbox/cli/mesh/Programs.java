package dev.signalbox.cli.mesh;

import dev.signalbox.cli.UserError;
import dev.signalbox.cli.start.StartArchive;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The built services, and how they are started on a machine that has little to give.
 *
 * @param classLists a folder for a list of the classes that each service loads; none are listed without
 */
public record Programs(Path home, @Nullable Path classLists) {
    /** The service that serves a model version. */
    public static final String MODEL_SERVER = "model-server";

    /* Local meshes share a few cores among many JVMs: the quick compiler alone warms up in a fraction of the time, and
     * the serial collector needs no threads. */
    private static final List<String> THRIFTY =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-Xshare:auto");

    /** The services as they are, whose classes nobody lists. */
    public Programs(Path home) {
        this(home, null);
    }

    /** The list of the classes that a service loads. */
    public static Path classList(Path classLists, String service) {
        return classLists.resolve(service + ".list");
    }

    /** The command line of a service, with its temporary files in the mesh's folder. */
    public List<String> command(String service, String heap, Path tmp) {
        Path jar = home.resolve(service).resolve("target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new UserError(jar + " is missing: run ./mvnw package first");
        }
        List<String> command = new ArrayList<>();
        command.add(java());
        command.addAll(THRIFTY);
        command.add("-Xmx" + heap);
        command.add("-Djava.io.tmpdir=" + tmp);
        command.addAll(beginning(service, jar));
        return List.copyOf(command);
    }

    /* With an archive, a jar whose manifest says all: what the command line says of modules would cost a part of what is archived. */
    private List<String> beginning(String service, Path jar) {
        StartArchive archive = StartArchive.ofService(home, service);
        if (classLists != null) {
            String list = "-XX:DumpLoadedClassList=" + classList(classLists, service);
            return List.of(list, "-jar", archive.jar().toString());
        }
        List<String> beginning = new ArrayList<>(archive.options());
        if (!beginning.isEmpty()) {
            jar = archive.jar();
        } else if (service.equals(MODEL_SERVER)) {
            beginning.add("--enable-native-access=ALL-UNNAMED");
        }
        beginning.add("-jar");
        beginning.add(jar.toString());
        return beginning;
    }

    /** The command line of the trainer, which lies beside the model server. */
    public List<String> trainer(String heap) {
        return beside(
                MODEL_SERVER,
                "dev.signalbox.server.training.Train",
                List.of(
                        "-Xmx" + heap,
                        "--enable-native-access=ALL-UNNAMED",
                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
    }

    /** The command line of a program that lies beside a service, in its very code, with options of the virtual machine. */
    public List<String> beside(String service, String main, List<String> options) {
        Path built = home.resolve(service).resolve("target/quarkus-app");
        if (!Files.isDirectory(built)) {
            throw new UserError(built + " is missing: run ./mvnw package first");
        }
        List<String> command = new ArrayList<>(List.of(java(), "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(options);
        command.add("-cp");
        command.add(
                built.resolve("app") + "/*:" + built.resolve("lib/main") + "/*:" + built.resolve("lib/boot") + "/*");
        command.add(main);
        return List.copyOf(command);
    }

    /** The java program that runs this command. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
