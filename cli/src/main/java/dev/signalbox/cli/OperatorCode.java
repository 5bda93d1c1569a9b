package dev.signalbox.cli;

import dev.signalbox.cli.mesh.Programs;
import java.util.ArrayList;
import java.util.List;

/** Runs a part of the operator's own code, so that manifests are read by its rules and no others. */
final class OperatorCode {
    private OperatorCode() {}

    /** The command that runs a main class of the operator. */
    static List<String> command(String main, List<String> arguments) {
        List<String> command = new ArrayList<>(
                new Programs(Home.folder()).beside("operator", main, List.of("-XX:TieredStopAtLevel=1")));
        command.addAll(arguments);
        return command;
    }
}
