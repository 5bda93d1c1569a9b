package dev.signalbox.server.serving;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.server.codec.AnswerWriter;
import dev.signalbox.server.codec.MessageReader;
import dev.signalbox.server.codec.ModelIdentity;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.config.ModelConfig;
import dev.signalbox.server.config.S3Config;
import dev.signalbox.server.engine.TorchLibrary;
import dev.signalbox.server.engine.TorchModel;
import dev.signalbox.server.folder.FetchFailed;
import dev.signalbox.server.folder.LoadRefused;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.folder.ModelSource;
import dev.signalbox.server.folder.ObjectStore;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.Signature;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Fetches, checks and loads the model that the configuration names. */
@ApplicationScoped
public class ModelLoader {
    private static final Logger LOG = Logger.getLogger(ModelLoader.class);

    private final ModelConfig config;
    private final S3Config s3;

    ModelLoader(ModelConfig config, S3Config s3) {
        this.config = config;
        this.s3 = s3;
    }

    /** The model; or why it can not be served. */
    ServedModel load() throws LoadRefused, FetchFailed {
        DeploymentName deployment = required("deployment", config.deployment(), DeploymentName::parse);
        ModelVersion version = required("version", config.version(), ModelVersion::new);
        String uri = required("uri", config.uri(), Function.identity());
        Path cache = Path.of(config.cache());
        ModelSource.Places places =
                new ModelSource.Places(cache, config.maxArtifact().asLongValue(), Path.of(config.claims()), store());
        ModelFolder folder = ModelFolder.read(new ModelSource(places).fetch(uri, config.sha256()));
        TorchModel runner;
        try {
            TorchLibrary.prepare(
                    new TorchLibrary.Settings(config.torchLibraryPath().map(Path::of), cache, Threads.intraOp(config)));
            runner = TorchModel.load(folder.path(), folder.signature());
        } catch (IOException failed) {
            throw new LoadRefused(String.valueOf(failed.getMessage()), failed);
        }
        ModelIdentity identity = new ModelIdentity(deployment.name(), version);
        return new ServedModel(
                deployment,
                identity,
                folder,
                runner,
                formats(identity, folder.signature()),
                row(folder.signature(), runner));
    }

    private static @Nullable List<Long> row(Signature signature, TorchModel runner) {
        if (signature.inputs().stream().noneMatch(input -> input.shape().anyRank())) {
            return null;
        }
        List<Long> found = RowProbe.find(runner, signature, System::nanoTime).orElse(null);
        LOG.warnf(
                "Model has no signature.json, it is served as plain tensors inputs=%s rowFound=%s warmUp=%s",
                signature.inputs().stream().map(Input::name).toList(), found, found != null);
        return found;
    }

    private ObjectStore.Address store() throws LoadRefused {
        try {
            return new ObjectStore.Address(
                    s3.endpoint().filter(named -> !named.isBlank()).map(named -> URI.create(named.strip())),
                    s3.region().filter(named -> !named.isBlank()),
                    s3.pathStyle());
        } catch (IllegalArgumentException wrong) {
            throw new LoadRefused("signalbox.s3.endpoint must be a URI: " + wrong.getMessage(), wrong);
        }
    }

    private ServedModel.Formats formats(ModelIdentity identity, Signature signature) throws LoadRefused {
        RequestLimits limits = new RequestLimits(config.maxDepth(), config.maxRows(), config.maxPixels());
        try {
            return new ServedModel.Formats(
                    new RequestReader(signature, limits),
                    new AnswerWriter(identity),
                    new MessageReader(identity, signature, limits));
        } catch (LinkageError | UnsupportedOperationException missing) {
            throw new LoadRefused(
                    "inputs of kind image need the image libraries of the Java platform beside the program: " + missing,
                    missing);
        }
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
