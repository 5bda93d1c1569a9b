package dev.signalbox.operator.resource;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.verdict.JudgePolicy;
import dev.signalbox.operator.plan.PlanResult;
import dev.signalbox.operator.plan.Problem;
import dev.signalbox.operator.plan.RolloutPlan;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Says how a manifest has its candidates judged: the policy that the operator would give the monitor, as JSON. */
public final class PolicyOf {
    private PolicyOf() {}

    /** Prints the policy of one manifest; ends with status 1 where the manifest would be refused. */
    public static void main(String[] files) throws IOException {
        System.exit(print(Path.of(files[0]), System.out) ? 0 : 1);
    }

    /** Prints the policy, or what is wrong with the manifest. */
    static boolean print(Path file, PrintStream out) throws IOException {
        ModelDeploymentReader.Read read = new ModelDeploymentReader().read(Files.readString(file));
        List<Problem> problems = read.problems();
        if (read.spec() != null) {
            PlanResult result = RolloutPlan.of(read.spec());
            if (result.accepted().isPresent()) {
                out.println(new ObjectMapper()
                        .writeValueAsString(
                                JudgePolicy.of(1, result.accepted().get().alarms())));
                return true;
            }
            problems = result.problems();
        }
        problems.forEach(problem -> out.println(problem.message()));
        return false;
    }
}
