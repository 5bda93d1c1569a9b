package dev.signalbox.images;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A program of the mesh and how its container runs it. */
enum Program {
    MODEL_SERVER("model-server", List.of(8080)) {
        @Override
        List<Part> parts(Path home) throws BuildFailed {
            return List.of(
                    new Part("libtorch", home.resolve("model-server/target/libtorch"), "/signalbox/libtorch"),
                    quarkus(home));
        }

        /* Half of the memory is libtorch's: its tensors and threads are not on the heap. */
        @Override
        List<String> options() {
            return List.of("-XX:MaxRAMPercentage=40", "--enable-native-access=ALL-UNNAMED");
        }
    },
    /* The model server's layers and another command: where a model is served, its trainer is there already. */
    TRAINER("trainer", List.of()) {
        @Override
        List<Part> parts(Path home) throws BuildFailed {
            return MODEL_SERVER.parts(home);
        }

        @Override
        List<String> options() {
            return List.of(
                    "-XX:MaxRAMPercentage=40",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        }

        @Override
        List<String> command() {
            return List.of(
                    "-cp",
                    "/signalbox/app/app/*:/signalbox/app/lib/main/*:/signalbox/app/lib/boot/*",
                    "dev.signalbox.server.training.Train");
        }
    },
    TRAFFIC_ROUTER("traffic-router", List.of(8080, 8081)),
    MONITOR_SERVICE("monitor-service", List.of(8080)),
    OPERATOR("operator", List.of(8082)),
    /* What the examples' manifests name: a web server over their models. */
    EXAMPLE_MODELS("example-models", List.of(8080)) {
        @Override
        List<Part> parts(Path home) throws BuildFailed {
            return List.of(new Part(
                    "models", ModelZips.of(home.resolve("examples"), home.resolve("images/target/models")), "/models"));
        }

        @Override
        List<String> command() {
            return List.of(
                    "-m", "jdk.httpserver", "--bind-address", "0.0.0.0", "--port", "8080", "--directory", "/models");
        }
    },
    CLI("cli", List.of()) {
        @Override
        List<Part> parts(Path home) throws BuildFailed {
            return List.of(
                    new Part("libraries", home.resolve("cli/target/lib"), "/signalbox/lib"),
                    new Part(
                            "example",
                            home.resolve("examples/loan-approval/german-credit.csv"),
                            "/signalbox/examples/loan-approval/german-credit.csv"),
                    new Part(
                            "another-year",
                            home.resolve("examples/loan-approval/another-year.csv"),
                            "/signalbox/examples/loan-approval/another-year.csv"),
                    new Part(
                            "command",
                            jar(home.resolve("cli/target"), "signalbox-cli-*.jar"),
                            "/signalbox/signalbox-cli.jar"));
        }

        @Override
        List<String> command() {
            return List.of(
                    "-Dsignalbox.home=/signalbox",
                    "-cp",
                    "/signalbox/signalbox-cli.jar:/signalbox/lib/*",
                    "dev.signalbox.cli.Signalbox");
        }
    };

    private final String module;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, above
    private final List<Integer> ports;

    Program(String module, List<Integer> ports) {
        this.module = module;
        this.ports = ports;
    }

    /** A folder or a file of the build and where it lies in the image; a layer of its own. */
    record Part(String name, Path from, String to) {}

    /** The module that it is built from, which is the image's name too. */
    String module() {
        return module;
    }

    List<Integer> ports() {
        return ports;
    }

    /** What is put on top of the run-time, what changes seldom first. */
    List<Part> parts(Path home) throws BuildFailed {
        return List.of(quarkus(home));
    }

    private static Path jar(Path folder, String pattern) throws BuildFailed {
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, pattern)) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new BuildFailed(folder + " cannot be read: build first (./mvnw package -DskipTests)", e);
        }
        throw new BuildFailed(folder + " has no " + pattern + ": build first (./mvnw package -DskipTests)");
    }

    Part quarkus(Path home) {
        return new Part("application", home.resolve(module + "/target/quarkus-app"), "/signalbox/app");
    }

    /** Options of the virtual machine. */
    List<String> options() {
        return List.of("-XX:MaxRAMPercentage=65");
    }

    /** What the virtual machine starts. */
    List<String> command() {
        return List.of("-jar", "/signalbox/app/quarkus-run.jar");
    }

    /** The whole command line of the container. */
    List<String> entrypoint() {
        List<String> line = new ArrayList<>();
        line.add(JavaRuntime.HOME + "/bin/java");
        line.addAll(options());
        // A container is restarted by its cluster; a process that goes on without memory is not.
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-Djava.io.tmpdir=/tmp");
        line.add("-Duser.home=/tmp");
        line.addAll(command());
        return line;
    }

    /** What the container finds in its environment. */
    Map<String, String> environment() {
        return Map.of("LANG", "C.UTF-8", "HOME", "/tmp", "PATH", JavaRuntime.HOME + "/bin:/usr/bin:/bin");
    }
}
