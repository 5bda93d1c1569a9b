package dev.signalbox.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.plan.RolloutPlan;
import dev.signalbox.operator.plan.VersionSpec;
import dev.signalbox.operator.resource.ModelDeploymentReader;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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

    private static Desired.PodSettings pods(@Nullable String secret, @Nullable Long spoolBytes) {
        return new Desired.PodSettings(
                "signalbox/model-server:test", new Desired.Telemetry("http://monitor:8080", "10s", secret, spoolBytes));
    }

    @Test
    void telemetryGoesWithTheTokenOfASecretAndWaitsInAVolumeThatItCannotOverfill() {
        long limit = 128L << 20;
        var read = new ModelDeploymentReader()
                .read("{apiVersion: signalbox.dev/v1alpha1, kind: ModelDeployment, metadata: {name: loan},"
                        + " spec: {model: {version: '1', uri: /models/1}}}");
        VersionSpec version =
                RolloutPlan.of(read.spec()).accepted().orElseThrow().version();

        var spec = PodTemplates.of(DeploymentName.parse("loan"), version, pods("signalbox-telemetry", limit))
                .getSpec();
        var container = spec.getContainers().getFirst();
        var token = container.getEnv().stream()
                .filter(variable -> variable.getName().equals("SIGNALBOX_TELEMETRY_TOKEN"))
                .findFirst()
                .orElseThrow();
        assertThat(token.getValue()).isNull();
        assertThat(token.getValueFrom().getSecretKeyRef())
                .isEqualTo(new SecretKeySelector("token", "signalbox-telemetry", true));
        Map<String, String> env = container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
        long most = 2
                * (Long.parseLong(env.get("SIGNALBOX_TELEMETRY_SPOOL_BYTES"))
                        + Long.parseLong(env.get("SIGNALBOX_RECORDS_SPOOL_BYTES")));
        assertThat(most).as("own and adopted").isLessThanOrEqualTo(limit);
        assertThat(container.getVolumeMounts())
                .anySatisfy(mount -> assertThat(mount.getMountPath() + " " + mount.getName())
                        .isEqualTo(env.get("SIGNALBOX_TELEMETRY_SPOOL_FOLDER") + " telemetry"));
        assertThat(spec.getVolumes())
                .filteredOn(volume -> volume.getName().equals("telemetry"))
                .singleElement()
                .satisfies(volume -> assertThat(
                                Quantity.getAmountInBytes(volume.getEmptyDir().getSizeLimit())
                                        .longValueExact())
                        .isEqualTo(limit));
    }

    @Test
    void aVolumeTooSmallForASpoolIsRefusedByName() {
        assertThatThrownBy(() -> pods(null, 1_000L))
                .hasMessage("signalbox.operator.kubernetes.telemetry-spool must be at least 1M, got 1000 bytes");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theObjectsAreAsTheFolderSays(String folder) throws IOException {
        Path files = CASES.resolve(folder);
        var read = new ModelDeploymentReader().read(Files.readString(files.resolve("in-ModelDeployment.yaml")));
        VersionSpec version =
                RolloutPlan.of(read.spec()).accepted().orElseThrow().version();
        var owner = new Desired.Owner(DeploymentName.parse("loan-approval"), "0000-uid");
        var pods = pods(null, null);
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
