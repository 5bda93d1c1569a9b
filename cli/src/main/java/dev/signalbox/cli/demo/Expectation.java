package dev.signalbox.cli.demo;

import dev.signalbox.cli.resource.DeploymentView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What has to come of a version that is applied. */
sealed interface Expectation {
    /** The version that is applied. */
    String version();

    /** What is expected, in words. */
    String words();

    /** Whether the deployment has come to rest with this version, well or not. */
    default boolean atRest(DeploymentView seen) {
        boolean serves = seen.phase().equals("Stable") && seen.stable().equals(Optional.of(version()));
        return serves || seen.phase().equals("RolledBack");
    }

    /** What is wrong with how it came out; empty if nothing is. */
    List<String> wrong(Course course);

    /** It serves, without having been judged: there was nothing to judge it by. */
    record GoesLive(String version) implements Expectation {
        @Override
        public String words() {
            return "goes live";
        }

        @Override
        public List<String> wrong(Course course) {
            return course.servesInTheEnd(version()) ? List.of() : List.of("ended as " + course.end());
        }
    }

    /** It ramps up over these weights and is promoted. */
    record Promoted(String version, List<String> weights) implements Expectation {
        @Override
        public String words() {
            return "ramps " + String.join(" > ", weights) + ", promoted";
        }

        @Override
        public List<String> wrong(Course course) {
            if (!course.servesInTheEnd(version())) {
                return List.of("ended as " + course.end());
            }
            List<String> seen = course.weights();
            return seen.equals(weights) ? List.of() : List.of("ramped " + String.join(" > ", seen));
        }
    }

    /** It is taken back because one of these alarms fires. */
    record RolledBack(String version, String stable, Set<String> alarms) implements Expectation {
        @Override
        public String words() {
            return "rolled back for " + String.join(" or ", new TreeSet<>(alarms));
        }

        @Override
        public List<String> wrong(Course course) {
            if (!course.end().equals("RolledBack") || !course.lastStable().equals(stable)) {
                return List.of("ended as " + course.end() + " with stable " + course.lastStable());
            }
            boolean named = course.fired().stream().anyMatch(alarms::contains);
            return named ? List.of() : List.of("fired: " + course.fired());
        }
    }
}
