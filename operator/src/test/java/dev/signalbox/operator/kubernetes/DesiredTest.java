package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.resource.ModelDeploymentReader;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a version becomes, by folders: from in-ModelDeployment.yaml to out-*.yaml. */
class DesiredTest {
    private static final Path CASES = Path.of("src", "test", "resources", "desired");
    private static final String REWRITE = "look at the difference, then run with -Dsignalbox.desired.write=true";

    static Stream<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theObjectsAreAsTheFolderSays(String folder) throws IOException {
        Path files = CASES.resolve(folder);
        var read = new ModelDeploymentReader().read(Files.readString(files.resolve("in-ModelDeployment.yaml")));
        VersionSpec version =
                RolloutPlan.of(read.spec()).accepted().orElseThrow().version();
        var owner = new Desired.Owner(DeploymentName.parse("loan-approval"), "0000-uid");
        var pods = new Desired.PodSettings("signalbox/model-server:test", "http://monitor:8080", "10s");
        Map<String, String> objects = new TreeMap<>(Map.of(
                "out-Deployment.yaml",
                Serialization.asYaml(Desired.deployment(owner, version, pods)),
                "out-Service.yaml",
                Serialization.asYaml(Desired.service(owner, version.model().version()))));
        Guards.budget(owner, version, "policy/v1")
                .ifPresent(budget -> objects.put("out-PodDisruptionBudget.yaml", Serialization.asYaml(budget)));
        Guards.autoscaler(owner, version, "autoscaling/v2")
                .ifPresent(scaler -> objects.put("out-HorizontalPodAutoscaler.yaml", Serialization.asYaml(scaler)));

        for (var object : objects.entrySet()) {
            Path file = files.resolve(object.getKey());
            if (Boolean.getBoolean("signalbox.desired.write")) {
                Files.writeString(file, object.getValue());
            }
            assertThat(object.getValue()).as(REWRITE).isEqualTo(Files.readString(file));
        }
        try (Stream<Path> all = Files.list(files)) {
            assertThat(all.map(f -> f.getFileName().toString())
                            .filter(f -> f.startsWith("out-"))
                            .collect(Collectors.toSet()))
                    .isEqualTo(objects.keySet());
        }
    }
}
