package dev.signalbox.cli;

import java.util.List;

/** Runs a part of the operator's own code, so that manifests are read by its rules and no others. */
final class OperatorCode {
    private OperatorCode() {}

    /** The command that runs a main class of the operator. */
    static List<String> command(String main, List<String> arguments) {
        List<String> command = ServicePrograms.command("operator", main, List.of("-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        return command;
    }
}
