package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.profile.Baseline;
import dev.signalbox.cli.profile.Columns;
import dev.signalbox.cli.profile.TableProfile;
import dev.signalbox.cli.scaffold.SampleColumn;
import dev.signalbox.cli.scaffold.SignatureDraft;
import dev.signalbox.cli.scaffold.SignatureDraft.Output;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a model folder and a ModelDeployment of a TorchScript file and sample data. */
@Command(
        name = "init",
        description = {
            "Make a model folder and a ModelDeployment of a TorchScript file and sample data.",
            "The model is served for it, and tried with the rows of the data."
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    private static final int MOST_ROWS = 100_000;

    @Parameters(paramLabel = "MODEL", description = "the model, as TorchScript")
    private Path model = Path.of("");

    @Option(names = "--name", required = true, description = "the ModelDeployment's name")
    private String name = "";

    @Option(
            names = "--data",
            required = true,
            paramLabel = "CSV",
            description = "rows as they are asked about, with a header")
    private Path data = Path.of("");

    @Option(
            names = "--target",
            split = ",",
            paramLabel = "COLUMN",
            description = "columns that the model is to tell, and not asked about")
    private List<String> targets = List.of();

    @Option(
            names = "--leave-out",
            split = ",",
            paramLabel = "COLUMN",
            description = "columns that the model does not get")
    private List<String> leftOut = List.of();

    @Option(
            names = "--output",
            split = ",",
            paramLabel = "NAME",
            description = "the outputs' names, in the model's order (default: what the model tells)")
    private List<String> outputs = List.of();

    @Option(
            names = "--missing",
            split = ",",
            paramLabel = "TEXT",
            description = "cells that are missing values, besides empty ones (default: NA,NaN,null)")
    private List<String> missing = List.of("NA", "NaN", "null");

    @Option(
            names = "--version-name",
            defaultValue = "1",
            description = "the version's name (default: ${DEFAULT-VALUE})")
    private String version = "1";

    @Option(names = "--out", paramLabel = "DIR", description = "the folder to make (default: the name)")
    private @Nullable Path out;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /* What was decided and why, for people. */
    private final List<String> said = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        DeploymentName deployment = new DeploymentName(DeploymentName.DEFAULT_NAMESPACE, name);
        Path target = out == null ? Path.of(name) : out;
        check(target);
        List<SampleColumn> columns = columns();
        Path beside = Files.createTempDirectory(parent(target), ".signalbox-init-");
        try {
            Path made = Files.createDirectories(beside.resolve("made"));
            Path folder = Files.createDirectories(made.resolve(version));
            Path work = Files.createDirectories(beside.resolve("work"));
            Files.copy(model, folder.resolve("model.pt"));
            ModelTrial trial = new ModelTrial(deployment, folder, work, data);
            SignatureDraft signature = withConfidence(trial.fit(draft(trial.told(), columns)));
            trial.write(signature);
            Baseline baseline = baseline(folder);
            ModelTrial.Fitting last = trial.fit(signature);
            compare(last);
            Files.writeString(made.resolve("model-deployment.yaml"), manifest());
            lint(made.resolve("model-deployment.yaml"));
            Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
            tell(target, signature, baseline);
        } finally {
            delete(beside);
        }
        return 0;
    }

    private void check(Path target) {
        for (Path file : List.of(model, data)) {
            if (!Files.isRegularFile(file)) {
                throw new UserError(file + " must be a file that is there");
            }
        }
        if (Files.exists(target)) {
            throw new UserError(target + " is there already: name another folder with --out");
        }
    }

    private static Path parent(Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        return Files.createDirectories(parent == null ? target.toAbsolutePath() : parent);
    }

    private Set<String> none() {
        Set<String> none = new HashSet<>(missing);
        none.add("");
        return none;
    }

    private List<SampleColumn> columns() throws IOException {
        Map<String, List<String>> cells = new LinkedHashMap<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(data, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.parse(reader, format)) {
            List<String> names = rows.getHeaderNames();
            named(names);
            names.stream()
                    .filter(column -> !targets.contains(column) && !leftOut.contains(column))
                    .forEach(column -> cells.put(column, new ArrayList<>()));
            for (CSVRecord row : rows) {
                if (row.getRecordNumber() > MOST_ROWS) {
                    throw new UserError(data + " must have at most " + MOST_ROWS + " rows: take a sample");
                }
                if (!row.isConsistent()) {
                    throw new UserError("row " + row.getRecordNumber() + " of " + data + " must have " + names.size()
                            + " cells, got " + row.size());
                }
                cells.forEach((column, values) -> values.add(row.get(column)));
            }
        }
        List<SampleColumn> columns = new ArrayList<>();
        try {
            cells.forEach((column, values) -> columns.add(SampleColumn.of(column, values, none())));
        } catch (IllegalArgumentException e) {
            throw new UserError(data + ": " + e.getMessage(), e);
        }
        return columns;
    }

    private void named(List<String> names) {
        for (String column : Stream.concat(targets.stream(), leftOut.stream()).toList()) {
            if (!names.contains(column)) {
                throw new UserError(data + " has no column \"" + column + "\"; it has " + String.join(", ", names));
            }
        }
    }

    /* A model of one parameter gets a matrix; one of several gets a tensor for each column of the parameter's name. */
    private SignatureDraft draft(ModelTrial.Told told, List<SampleColumn> columns) {
        List<String> named = outputs.isEmpty() ? told.outputs() : outputs;
        if (named.size() != told.outputs().size()) {
            throw new UserError(
                    "--output must name " + told.outputs().size() + " outputs, as the model has, got " + named.size());
        }
        List<Output> unknown = named.stream().map(Output::unknown).toList();
        if (told.inputs().size() == 1) {
            said.add("The model takes one tensor: it gets a matrix of the " + columns.size()
                    + " columns, in the order of " + data.getFileName() + ", which must be the order of its training.");
            return new SignatureDraft(true, columns, unknown, null);
        }
        List<SampleColumn> ordered = new ArrayList<>();
        for (String input : told.inputs()) {
            ordered.add(columns.stream()
                    .filter(column -> column.name().equals(input))
                    .findFirst()
                    .orElseThrow(() -> new UserError("the model takes " + String.join(", ", told.inputs()) + ", but "
                            + data + " has no column \"" + input + "\" for it")));
        }
        said.add("The model takes " + told.inputs().size() + " tensors by the names of columns.");
        return new SignatureDraft(false, ordered, unknown, null);
    }

    /* Only what looks like nothing else: one floating number a row, between 0 and 1 in every answer. */
    private SignatureDraft withConfidence(ModelTrial.Fitting fitting) {
        List<String> sure = fitting.signature().outputs().stream()
                .filter(output ->
                        output.datatype().startsWith("FP") && output.sizes().isEmpty())
                .map(Output::name)
                .filter(output -> fitting.answers().getOrDefault(output, List.of()).stream()
                        .allMatch(InitCommand::isShare))
                .toList();
        if (sure.size() != 1) {
            said.add("How sure the model is, it does not tell: confidence stays out of signature.json.");
            return fitting.signature();
        }
        said.add("Output " + sure.getFirst()
                + " lies between 0 and 1: it is taken for the probability of one of two classes, as confidence.");
        return fitting.signature().sureBy(sure.getFirst());
    }

    private static boolean isShare(JsonNode values) {
        for (JsonNode value : values) {
            if (!value.isNull() && !(value.asDouble() >= 0 && value.asDouble() <= 1)) {
                return false;
            }
        }
        return true;
    }

    private Baseline baseline(Path folder) throws IOException {
        Baseline baseline = new TableProfile(Columns.of(folder.resolve("signature.json")), none()).of(data);
        Files.writeString(
                folder.resolve("baseline.json"),
                Json.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(baseline) + "\n");
        return baseline;
    }

    /* A model that is asked in another order than it was trained in answers all the same, and is no better than chance. */
    private void compare(ModelTrial.Fitting fitting) throws IOException {
        if (targets.size() != 1) {
            return;
        }
        List<String> truth = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(data, StandardCharsets.UTF_8);
                CSVParser rows = CSVParser.parse(reader, format)) {
            rows.forEach(row -> truth.add(row.get(targets.getFirst()).strip()));
        }
        fitting.answers().forEach((output, answers) -> {
            long right = 0;
            for (int row = 0; row < answers.size(); row++) {
                right += is(answers.get(row).path(0), truth.get(row)) ? 1 : 0;
            }
            said.add("Output " + output + " is column " + targets.getFirst() + " for " + right + " of the first "
                    + answers.size() + " rows"
                    + (output.equals(fitting.signature().confidence()) ? ", at 0.5 and above as 1." : "."));
        });
    }

    private static boolean is(JsonNode answer, String truth) {
        String said = answer.isFloatingPointNumber() ? (answer.asDouble() >= 0.5 ? "1" : "0") : answer.asText();
        return said.equals(truth);
    }

    private String manifest() {
        return """
                apiVersion: signalbox.dev/v1alpha1
                kind: ModelDeployment
                metadata: {name: %s}
                spec:
                  model:
                    version: "%s"
                    uri: file:%s
                """.formatted(name, version, version);
    }

    private static void lint(Path manifest) throws IOException, InterruptedException {
        Process lint = new ProcessBuilder(
                        OperatorCode.command("dev.signalbox.operator.resource.Lint", List.of(manifest.toString())))
                .redirectErrorStream(true)
                .start();
        String problems = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (lint.waitFor() != 0) {
            throw new UserError("the ModelDeployment would be refused: " + problems);
        }
    }

    private void tell(Path target, SignatureDraft signature, Baseline baseline) {
        PrintWriter to = spec.commandLine().getOut();
        signature.inputs().forEach(input -> to.println("input   " + input.said()));
        signature
                .outputs()
                .forEach(output -> to.println("output  " + output.name() + ": " + output.datatype()
                        + (output.sizes().isEmpty() ? "" : " " + output.sizes() + " a row")));
        said.forEach(to::println);
        to.println("Written: " + target.resolve(version) + " (model.pt, signature.json, baseline.json of "
                + baseline.rows() + " rows) and " + target.resolve("model-deployment.yaml") + ".");
        to.println("Look at signature.json, then: signalbox up, and signalbox apply -f "
                + target.resolve("model-deployment.yaml"));
        to.flush();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
