package dev.signalbox.operator.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the files in k8s/crds and the types together. */
class CrdFilesTest {
    private static final String REGENERATE =
            "./mvnw -pl api,operator test -Dtest=CrdFilesTest -Dsurefire.failIfNoSpecifiedTests=false -Dsignalbox.crds.write=true";
    private static final Path FILES = Path.of("..", "k8s", "crds");

    /* The generator sorts columns by path; people read them in this order. */
    private static final List<String> COLUMNS = List.of("STABLE", "CANDIDATE", "PHASE", "WEIGHT", "VERDICT", "AGE");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"modeldeployments", "modelroutes"})
    void theFileIsWhatTheTypesGenerate(String plural) throws IOException {
        String generated = generated(plural);
        Path file = FILES.resolve(plural + ".yaml");
        if (Boolean.getBoolean("signalbox.crds.write")) {
            Files.createDirectories(FILES);
            Files.writeString(file, generated);
        }
        assertThat(file).as("regenerate it with: %s", REGENERATE).exists();
        assertThat(Files.readString(file))
                .as("regenerate it with: %s", REGENERATE)
                .isEqualTo(generated);
    }

    @Test
    void bothStayUnderWhatPlainKubectlApplyTakes() throws IOException {
        long bytes = 0;
        for (String plural : List.of("modeldeployments", "modelroutes")) {
            bytes += generated(plural).length();
        }
        assertThat(bytes).isLessThan(60_000);
    }

    @Test
    void theSchemaNeedsNoNewKubernetes() throws IOException {
        String all = generated("modeldeployments") + generated("modelroutes");
        assertThat(all).doesNotContain("x-kubernetes-validations", "int-or-string");
        assertThat(all.substring(all.indexOf("\n          spec:"), all.indexOf("\n          status:")))
                .doesNotContain("preserve-unknown-fields");
        assertThat(all).contains("name: STABLE", "name: VERDICT", "name: AGE", "subresources:");
    }

    @Test
    void closedSetsOfWordsAreListed() throws IOException {
        assertThat(generated("modeldeployments"))
                .contains("enum: [Canary, Shadow, BlueGreen, Immediate]", " latencyP99,", "enum: [Hold, Rollback]")
                .doesNotContain("^(Canary", "^(Hold", "^(Rollback", "^(errorRate", "^Stable$");
    }

    private String generated(String plural) throws IOException {
        new CRDGenerator()
                .customResourceClasses(ModelDeployment.class, ModelRoute.class)
                .forCRDVersions("v1")
                .inOutputDir(folder.toFile())
                .generate();
        CustomResourceDefinition crd = Serialization.unmarshal(
                Files.readString(folder.resolve(plural + ".signalbox.dev-v1.yml")), CustomResourceDefinition.class);
        crd.getSpec()
                .getVersions()
                .forEach(version -> version.getAdditionalPrinterColumns()
                        .sort(Comparator.comparingInt(column -> COLUMNS.indexOf(column.getName()))));
        CrdSchemas.complete(crd);
        String compact = CrdText.of(crd);
        assertThat(Serialization.unmarshal(compact, CustomResourceDefinition.class))
                .isEqualTo(Serialization.unmarshal(Serialization.asYaml(crd), CustomResourceDefinition.class));
        return "# Generated from the operator's types; CrdFilesTest says how.\n" + compact;
    }
}
