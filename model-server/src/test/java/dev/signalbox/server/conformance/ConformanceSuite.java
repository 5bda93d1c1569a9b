package dev.signalbox.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** All checks, made one after another, and a table of what came out. */
final class ConformanceSuite {
    private static final int WIDTH = 56;

    private ConformanceSuite() {}

    static void run(Subject server) throws InterruptedException {
        List<Check> checks = new ArrayList<>();
        checks.addAll(ServerChecks.all());
        checks.addAll(InferChecks.all());
        checks.addAll(BinaryChecks.all());
        List<Check.Outcome> outcomes = new ArrayList<>();
        for (Check check : checks) {
            outcomes.add(check.of(server));
        }
        System.out.println(table(outcomes));
        assertThat(outcomes.stream().filter(outcome -> outcome.result().equals("FAIL")))
                .as("claims that do not hold")
                .isEmpty();
    }

    private static String table(List<Check.Outcome> outcomes) {
        StringBuilder table = new StringBuilder("Open Inference Protocol v2, REST\n");
        outcomes.stream()
                .sorted(java.util.Comparator.comparing(
                        outcome -> outcome.check().section()))
                .forEach(outcome -> table.append(("%-5s %-" + WIDTH + "s %-5s %s%n")
                        .formatted(
                                outcome.check().section(),
                                outcome.check().claim(),
                                outcome.result(),
                                outcome.failure())));
        long passed = outcomes.stream().filter(o -> o.result().equals("pass")).count();
        return table.append(passed + " of " + outcomes.size() + " hold").toString();
    }
}
