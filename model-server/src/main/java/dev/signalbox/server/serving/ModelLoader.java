package dev.signalbox.server.serving;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.engine.TorchLibrary;
import dev.signalbox.server.engine.TorchModel;
import dev.signalbox.server.folder.FetchFailed;
import dev.signalbox.server.folder.LoadRefused;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.folder.ModelSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** Fetches, checks and loads the model that the configuration names. */
@ApplicationScoped
public class ModelLoader {
    private final ModelConfig config;

    ModelLoader(ModelConfig config) {
        this.config = config;
    }

    /** The model; or why it can not be served. */
    ServedModel load() throws LoadRefused, FetchFailed {
        DeploymentName deployment = required("deployment", config.deployment(), DeploymentName::parse);
        ModelVersion version = required("version", config.version(), ModelVersion::new);
        String uri = required("uri", config.uri(), Function.identity());
        Path cache = Path.of(config.cache());
        ModelSource.Places places =
                new ModelSource.Places(cache, config.maxArtifact().asLongValue(), Path.of(config.claims()));
        ModelFolder folder = ModelFolder.read(new ModelSource(places).fetch(uri, config.sha256()));
        TorchModel runner;
        try {
            TorchLibrary.prepare(
                    new TorchLibrary.Settings(config.torchLibraryPath().map(Path::of), cache, Threads.intraOp(config)));
            runner = TorchModel.load(folder.path(), folder.signature());
        } catch (IOException failed) {
            throw new LoadRefused(String.valueOf(failed.getMessage()), failed);
        }
        return new ServedModel(
                deployment,
                new ModelIdentity(deployment.name(), version),
                folder,
                runner,
                new RequestReader(folder.signature(), new RequestLimits(config.maxDepth(), config.maxRows())));
    }

    private static <T> T required(String key, Optional<String> value, Function<String, T> parse) throws LoadRefused {
        String text = value.orElseThrow(() -> new LoadRefused("signalbox.model." + key + " is required"));
        try {
            return parse.apply(text);
        } catch (IllegalArgumentException wrong) {
            throw new LoadRefused("signalbox.model." + key + ": " + wrong.getMessage(), wrong);
        }
    }
}
