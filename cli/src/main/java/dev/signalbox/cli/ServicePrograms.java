package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Programs that lie beside a service, in its very code, and need nothing else to run. */
final class ServicePrograms {
    private ServicePrograms() {}

    /** The command line of a program of a service, with options of the virtual machine. */
    static List<String> command(String service, String main, List<String> options) {
        Path built = Home.folder().resolve(service).resolve("target/quarkus-app");
        if (!Files.isDirectory(built)) {
            throw new UserError(built + " is missing: run ./mvnw package first");
        }
        List<String> command = new ArrayList<>(List.of(Programs.java(), "-XX:+UseSerialGC", "-Xshare:auto"));
        command.addAll(options);
        command.add("-cp");
        command.add(
                built.resolve("app") + "/*:" + built.resolve("lib/main") + "/*:" + built.resolve("lib/boot") + "/*");
        command.add(main);
        return command;
    }
}
