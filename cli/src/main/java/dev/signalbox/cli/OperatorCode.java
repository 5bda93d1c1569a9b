package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a part of the operator's own code, so that manifests are read by its rules and no others. */
final class OperatorCode {
    private OperatorCode() {}

    /** The command that runs a main class of the operator. */
    static List<String> command(String main, List<String> arguments) {
        Path operator = Home.folder().resolve("operator/target/quarkus-app");
        if (!Files.isDirectory(operator)) {
            throw new UserError(operator + " is missing: run ./mvnw package first");
        }
        List<String> command = new ArrayList<>(List.of(
                Programs.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                operator.resolve("app") + "/*:" + operator.resolve("lib/main") + "/*:" + operator.resolve("lib/boot")
                        + "/*",
                main));
        command.addAll(arguments);
        return command;
    }
}
