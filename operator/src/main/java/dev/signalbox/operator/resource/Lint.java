package dev.signalbox.operator.resource;

import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.plan.RolloutPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Checks manifests by the rules that the operator carries them out by, without an operator, a cluster or a network. */
public final class Lint {
    private static final Pattern NEXT_DOCUMENT = Pattern.compile("(?m)^---[ \t]*(#.*)?$");

    private Lint() {}

    /** Checks the files; ends with status 1 where one of them would be refused. */
    public static void main(String[] files) {
        System.exit(check(List.of(files), System.out) ? 0 : 1);
    }

    /** Says what is wrong with the files, one problem a line; whether they are sound. */
    static boolean check(List<String> files, PrintStream out) {
        boolean sound = true;
        for (String file : files) {
            List<String> problems = problems(Path.of(file));
            problems.forEach(problem -> out.println(file + ": " + problem));
            if (problems.isEmpty()) {
                out.println(file + ": sound");
            }
            sound &= problems.isEmpty();
        }
        return sound;
    }

    private static List<String> problems(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            return List.of("does not exist");
        } catch (IOException e) {
            return List.of("cannot be read: " + e.getMessage());
        }
        List<String> problems = new ArrayList<>();
        int documents = 0;
        for (String document : NEXT_DOCUMENT.splitAsStream(text).toList()) {
            boolean empty = document.lines().allMatch(line -> line.isBlank() || line.startsWith("#"));
            if (!empty) {
                documents++;
                of(document).stream().map(Problem::message).forEach(problems::add);
            }
        }
        return documents == 0 ? List.of("must hold a ModelDeployment") : problems;
    }

    private static List<Problem> of(String document) {
        ModelDeploymentReader.Read read = new ModelDeploymentReader().read(document);
        return read.problems().isEmpty() ? RolloutPlan.of(read.spec()).problems() : read.problems();
    }
}
