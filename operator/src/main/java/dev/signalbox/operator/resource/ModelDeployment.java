package dev.signalbox.operator.resource;

import dev.signalbox.operator.spec.ModelDeploymentSpec;
import dev.signalbox.operator.spec.ModelDeploymentStatus;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import org.jspecify.annotations.Nullable;

/** A model as applications call it, and the version of it that should serve. */
@Group(ModelDeployment.GROUP)
@Version(ModelDeployment.VERSION)
@ShortNames("md")
@AdditionalPrinterColumn(name = "STABLE", jsonPath = ".status.stable.version")
@AdditionalPrinterColumn(name = "CANDIDATE", jsonPath = ".status.candidate.version")
@AdditionalPrinterColumn(name = "PHASE", jsonPath = ".status.phase")
@AdditionalPrinterColumn(name = "WEIGHT", jsonPath = ".status.candidate.weight")
@AdditionalPrinterColumn(name = "VERDICT", jsonPath = ".status.verdict.outcome")
@AdditionalPrinterColumn(
        name = "AGE",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class ModelDeployment extends CustomResource<ModelDeploymentSpec, ModelDeploymentStatus> implements Namespaced {
    /** The API group of Signalbox. */
    public static final String GROUP = "signalbox.dev";

    /** The version of the API. */
    public static final String VERSION = "v1alpha1";

    @Override
    protected @Nullable ModelDeploymentSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable ModelDeploymentStatus initStatus() {
        return null;
    }
}
