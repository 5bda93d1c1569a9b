package dev.signalbox.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.resource.Deployments;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a person decides about a rollout: each command is an annotation, whose answer the operator writes into the status. */
abstract sealed class RolloutCommands permits Signalbox {
    private static final String ANNOTATION = "signalbox.dev/command";
    private static final long LOOK_MILLIS = 100;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(description = "Let the candidate through the gate that it is at.", mixinStandardHelpOptions = true)
    int promote(
            @Mixin TargetOption target,
            @Mixin CommandArguments arguments,
            @Option(names = "--full", description = "to all requests") boolean full)
            throws IOException, InterruptedException {
        return say(full ? "promote --full" : "promote", target, arguments);
    }

    @Command(description = "Take the candidate back.", mixinStandardHelpOptions = true)
    int abort(@Mixin TargetOption target, @Mixin CommandArguments arguments) throws IOException, InterruptedException {
        return say("abort", target, arguments);
    }

    @Command(
            description = "Stop the rollout where it is; what goes wrong is still taken back.",
            mixinStandardHelpOptions = true)
    int pause(@Mixin TargetOption target, @Mixin CommandArguments arguments) throws IOException, InterruptedException {
        return say("pause", target, arguments);
    }

    @Command(description = "Go on after a pause.", mixinStandardHelpOptions = true)
    int resume(@Mixin TargetOption target, @Mixin CommandArguments arguments) throws IOException, InterruptedException {
        return say("resume", target, arguments);
    }

    @Command(description = "Try again what was taken back.", mixinStandardHelpOptions = true)
    int retry(@Mixin TargetOption target, @Mixin CommandArguments arguments) throws IOException, InterruptedException {
        return say("retry", target, arguments);
    }

    @Command(
            description = "Give all requests back to the previous version while it is kept warm.",
            mixinStandardHelpOptions = true)
    int undo(@Mixin TargetOption target, @Mixin CommandArguments arguments) throws IOException, InterruptedException {
        return say("undo", target, arguments);
    }

    @Command(
            description = "Train a new version of the stable one, as spec.retraining says.",
            mixinStandardHelpOptions = true)
    int retrain(
            @Mixin TargetOption target,
            @Mixin CommandArguments arguments,
            @Option(names = "--dry-run", description = "only tell what would be done, and what keeps it")
                    boolean dryRun)
            throws IOException, InterruptedException {
        return say(dryRun ? "retrain --dry-run" : "retrain", target, arguments);
    }

    @Command(
            description = "Make the version that was trained last the candidate, in the place of what the spec names.",
            mixinStandardHelpOptions = true)
    int adopt(
            @Mixin TargetOption target,
            @Mixin CommandArguments arguments,
            @Option(names = "--drop", description = "go back to what the spec names") boolean drop)
            throws IOException, InterruptedException {
        return say(drop ? "adopt --drop" : "adopt", target, arguments);
    }

    /* What follows the @ makes it another command than the last of the same word. */
    private int say(String word, TargetOption target, CommandArguments arguments)
            throws IOException, InterruptedException {
        DeploymentName name = arguments.required(target.namespace());
        String text = word + "@" + Instant.now().toEpochMilli() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        try (Deployments deployments = target.deployments()) {
            if (!deployments.annotate(name, ANNOTATION, text)) {
                throw TargetOption.notFound(name);
            }
            JsonNode answer = answer(deployments, name, text, arguments.longestWait());
            String message = answer.path("message").asText();
            if (!answer.path("outcome").asText().equals("Done")) {
                throw new UserError(
                        "modeldeployment.signalbox.dev/" + name.name() + " refuses to " + word + ": " + message);
            }
            var out = spec.commandLine().getOut();
            out.println("modeldeployment.signalbox.dev/" + name.name() + " " + word + ": " + message);
            out.flush();
            return 0;
        }
    }

    private static JsonNode answer(Deployments deployments, DeploymentName name, String text, Duration longestWait)
            throws IOException, InterruptedException {
        long limit = System.nanoTime() + longestWait.toNanos();
        while (System.nanoTime() < limit) {
            JsonNode answer = deployments
                    .find(name)
                    .map(object -> object.at("/status/command"))
                    .filter(command -> command.path("text").asText().equals(text))
                    .orElse(null);
            if (answer != null) {
                return answer;
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        throw new UserError("no operator has answered within " + longestWait.toMillis()
                + " ms; the command stands, and is carried out when one does");
    }
}
