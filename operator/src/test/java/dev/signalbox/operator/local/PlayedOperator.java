package dev.signalbox.operator.local;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.machine.Effect;
import dev.signalbox.operator.plan.ModelArtifact;
import dev.signalbox.operator.plan.ServerPlan;
import dev.signalbox.operator.plan.VersionSpec;
import java.nio.file.Path;

/** A process that opens the local platform of a folder, starts one version, and stays until it is killed. */
public final class PlayedOperator {
    private PlayedOperator() {}

    public static void main(String[] args) throws InterruptedException {
        PlayedMesh mesh = new PlayedMesh(Path.of(args[0]));
        try (LocalPlatform platform = mesh.open()) {
            platform.start(changed -> {});
            platform.apply(DeploymentName.parse("default/loan"), new Effect.EnsureVersion(version("1", args[1])));
            Thread.currentThread().join();
        }
    }

    static VersionSpec version(String version, String uri) {
        return new VersionSpec(new ModelArtifact(new ModelVersion(version), uri, null), ServerPlan.DEFAULT);
    }
}
