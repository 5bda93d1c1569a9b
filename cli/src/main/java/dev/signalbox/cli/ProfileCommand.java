package dev.signalbox.cli;

import dev.signalbox.api.profile.Baseline;
import dev.signalbox.cli.profile.Columns;
import dev.signalbox.cli.profile.TableProfile;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a model's baseline from its training data. */
@Command(
        name = "profile",
        description = {
            "Make a baseline.json: the profile of the training data, by the same code as the model server's.",
            "The data is a CSV or Parquet file with a column for every input of the signature. Columns of its outputs are profiled",
            "if the data has them; others are left out."
        },
        mixinStandardHelpOptions = true)
final class ProfileCommand implements Callable<Integer> {
    @Option(names = "--data", required = true, paramLabel = "FILE", description = "the training data, *.parquet or CSV")
    private Path data = Path.of("");

    @Option(names = "--signature", required = true, paramLabel = "FILE", description = "the model's signature.json")
    private Path signature = Path.of("");

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "the baseline.json to write")
    private Path out = Path.of("");

    @Option(
            names = "--missing",
            split = ",",
            paramLabel = "TEXT",
            description = "cells that are missing values, besides empty ones (default: NA,NaN,null)")
    private List<String> missing = List.of("NA", "NaN", "null");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        for (Path file : List.of(data, signature)) {
            if (!Files.isRegularFile(file)) {
                throw new UserError(file + " must be a file that is there");
            }
        }
        Set<String> none = new HashSet<>(missing);
        none.add("");
        Baseline baseline = new TableProfile(Columns.of(signature), none).of(data);
        String document = Json.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(baseline);
        Files.writeString(out, document + "\n", StandardCharsets.UTF_8);
        PrintWriter said = spec.commandLine().getOut();
        said.println(out + ": " + baseline.features().size() + " features and "
                + baseline.outputs().size() + " outputs of " + baseline.rows() + " rows");
        said.flush();
        return 0;
    }
}
