package dev.signalbox.server.conformance;

import dev.signalbox.server.signature.Datatype;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Serves a model that answers its inputs, of every datatype that JSON can hold. */
public class EchoServer implements QuarkusTestResourceLifecycleManager {
    @Override
    public Map<String, String> start() {
        try {
            Path folder = EchoModel.write(
                    Path.of("target/echo").toAbsolutePath(),
                    Arrays.stream(Datatype.values()).filter(Datatype::isInJson).toList());
            return Map.of(
                    "signalbox.model.deployment", "default/echo",
                    "signalbox.model.version", "1",
                    "signalbox.model.uri", folder.toUri().toString(),
                    "signalbox.model.cache", "target/cache",
                    "signalbox.model.max-body", "1M");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /* After those of other tests, so that its keys are the ones that hold. */
    @Override
    public int order() {
        return 1;
    }

    @Override
    public void stop() {
        /* The folder is in the build's, and goes with it. */
    }
}
