package dev.signalbox.cli;

import java.net.ConnectException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The {@code signalbox} command. */
@Command(
        name = "signalbox",
        description = "Delivers machine-learning model versions: shadow, canary, blue-green, and back by itself.",
        mixinStandardHelpOptions = true,
        version = "signalbox 0.1.0",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DownCommand.class,
            ApplyCommand.class,
            GetCommand.class,
            DescribeCommand.class,
            DeleteCommand.class,
            WatchCommand.class,
            LintCommand.class,
            InferCommand.class,
            LoadCommand.class,
            BenchCommand.class,
            ReplayCommand.class,
            InitCommand.class,
            ProfileCommand.class,
            TrainCommand.class,
            SuperviseCommand.class,
            ArchiveCommand.class,
            HelpCommand.class
        })
public final class Signalbox extends RolloutCommands {
    /** The exit status of what failed for a reason that was told. */
    static final int FAILED = 1;

    private Signalbox() {}

    /** Runs one command and ends with its status. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Signalbox()).setExecutionExceptionHandler((e, command, parsed) -> {
            command.getErr().println("error: " + said(e));
            return FAILED;
        });
    }

    private static String said(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return "the path \"" + missing.getFile() + "\" does not exist";
        }
        if (e instanceof CharacterCodingException) {
            return "a file that was given is no UTF-8 text";
        }
        if (e instanceof ConnectException) {
            return "nobody answers: is the mesh, or the router that was given, there?";
        }
        boolean told = e instanceof UserError || e instanceof IllegalArgumentException;
        return told ? String.valueOf(e.getMessage()) : e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
