package dev.signalbox.operator.local;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.local.folder.MeshFolder;
import dev.signalbox.operator.local.process.TrainingRuns;
import dev.signalbox.operator.plan.RetrainingRules;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.platform.PlatformException;
import dev.signalbox.operator.platform.TrainingContract;
import dev.signalbox.operator.retraining.Training;
import dev.signalbox.operator.retraining.TrainingOrder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says trainings in the words of processes. */
final class LocalTrainings {
    private final TrainingRuns runs;
    private final MeshFolder folder;
    private final LocalSettings.Trainers settings;

    LocalTrainings(TrainingRuns runs, MeshFolder folder, LocalSettings.Trainers settings) {
        this.runs = runs;
        this.folder = folder;
        this.settings = settings;
    }

    TrainingRuns runs() {
        return runs;
    }

    Optional<String> refusal(RetrainingRules.Trainer trainer) {
        if (settings.monitor() == null) {
            return Optional.of("signalbox.operator.monitor is not set: there is nothing to learn from");
        }
        if (!trainer.job().equals(ServerPlan.Fragment.NONE)) {
            return Optional.of("spec.retraining.job: there are pods on Kubernetes only");
        }
        if (trainer.command() != null) {
            return Optional.empty();
        }
        if (settings.command() == null) {
            return Optional.of("spec.retraining.command is not given, and signalbox.operator.local.trainer is not set");
        }
        String out = trainer.out();
        boolean here = out == null || out.startsWith("/") || out.startsWith("file:");
        return here
                ? Optional.empty()
                : Optional.of("spec.retraining.out must be a folder of this machine, but is \"" + out + "\"");
    }

    void start(DeploymentName name, TrainingOrder order) throws IOException {
        Training training = order.training();
        List<String> own = order.trainer().command();
        List<String> line = own == null ? settings.command() : own;
        String monitor = settings.monitor();
        if (line == null || monitor == null) {
            throw new PlatformException(refusal(order.trainer()).orElse("no trainer is known"));
        }
        String below = order.trainer().out() == null
                ? folder.models(name).toString()
                : order.trainer().out();
        Map<String, String> environment = TrainingContract.environment(
                name,
                order,
                new TrainingContract.Places(
                        monitor,
                        TrainingContract.folder(below, training.version()),
                        runs.report(name, training.key()).toString()));
        if (settings.token() != null) {
            environment.put("SIGNALBOX_TOKEN", settings.token());
        }
        runs.run(name, training.key(), line, environment);
    }
}
