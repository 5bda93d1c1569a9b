package dev.signalbox.operator.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import dev.signalbox.operator.local.folder.AtomicFile;
import dev.signalbox.operator.platform.NeighbourScenarios;
import dev.signalbox.operator.platform.Platform;
import dev.signalbox.operator.platform.PlatformFixture;
import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios with real processes in a real folder. */
class LocalPlatformScenariosTest extends NeighbourScenarios {
    @TempDir
    Path temp;

    @Override
    protected PlatformFixture world() throws IOException {
        return new FolderWorld(new PlayedMesh(temp));
    }

    /** A mesh folder as users and routers see it. */
    private static final class FolderWorld implements PlatformFixture {
        private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        private final ObjectMapper json = new ObjectMapper();
        private final PlayedMesh mesh;
        private final Path good;
        private final Path broken;

        FolderWorld(PlayedMesh mesh) throws IOException {
            this.mesh = mesh;
            this.good = mesh.model("good");
            this.broken = mesh.brokenModel();
        }

        @Override
        public Platform open() {
            return mesh.open();
        }

        @Override
        public void submit(DeploymentName name, ModelDeploymentSpec spec) {
            Map<String, Object> document = Map.of(
                    "apiVersion",
                    "signalbox.dev/v1alpha1",
                    "kind",
                    "ModelDeployment",
                    "metadata",
                    Map.of("name", name.name()),
                    "spec",
                    spec);
            try {
                AtomicFile.write(mesh.folder().deployment(name), yaml.writeValueAsString(document));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void command(DeploymentName name, String text) {
            try {
                var document = (com.fasterxml.jackson.databind.node.ObjectNode)
                        yaml.readTree(mesh.folder().deployment(name).toFile());
                document.withObject("/metadata").withObject("/annotations").put("signalbox.dev/command", text);
                AtomicFile.write(mesh.folder().deployment(name), yaml.writeValueAsString(document));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void delete(DeploymentName name) {
            try {
                Files.delete(mesh.folder().deployment(name));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public boolean exists(DeploymentName name) {
            return !running(name).isEmpty()
                    || route(name).isPresent()
                    || Files.exists(mesh.folder().deployment(name))
                    || Files.exists(mesh.folder().status(name))
                    || Files.exists(mesh.folder().events(name))
                    || Files.exists(mesh.folder().runs(name));
        }

        @Override
        public Optional<ModelDeploymentStatus> status(DeploymentName name) {
            try {
                JsonNode status = yaml.readTree(Files.readString(mesh.folder().status(name)))
                        .path("status");
                return status.isMissingNode()
                        ? Optional.empty()
                        : Optional.of(yaml.treeToValue(status, ModelDeploymentStatus.class));
            } catch (NoSuchFileException none) {
                return Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<Route> route(DeploymentName name) {
            try {
                return json.readValue(mesh.folder().routes().toFile(), RouteTable.class).routes().stream()
                        .filter(route -> route.deployment().equals(name))
                        .findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /* What the machine says, not what the operator notes. */
        @Override
        public Set<ModelVersion> running(DeploymentName name) {
            String mark = "SIGNALBOX_MODEL_VERSION=";
            return mesh.processes().stream()
                    .map(process -> PlayedMesh.environment(process.pid()).toList())
                    .filter(environment -> environment.contains("SIGNALBOX_MODEL_DEPLOYMENT=" + name))
                    .flatMap(List::stream)
                    .filter(entry -> entry.startsWith(mark))
                    .map(entry -> new ModelVersion(entry.substring(mark.length())))
                    .collect(Collectors.toSet());
        }

        @Override
        public List<String> eventReasons(DeploymentName name) {
            List<String> reasons = new ArrayList<>();
            try {
                for (String line : Files.readAllLines(mesh.folder().events(name))) {
                    reasons.add(json.readTree(line).get("reason").asText());
                }
            } catch (IOException none) {
                return List.of();
            }
            return reasons;
        }

        @Override
        public String goodUri() {
            return good.toString();
        }

        @Override
        public String brokenUri() {
            return broken.toString();
        }

        @Override
        public void close() {
            mesh.close();
        }
    }
}
