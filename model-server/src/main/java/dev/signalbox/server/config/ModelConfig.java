package dev.signalbox.server.config;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The one version of a model that this process serves, and what its requests may cost. */
@ConfigMapping(prefix = "signalbox.model")
public interface ModelConfig {
    /** The deployment, namespace/name; the name is the model's in URLs. Required. */
    Optional<String> deployment();

    /** The version. Required. */
    Optional<String> version();

    /** Where the model is: a path or file:, pvc: or s3: URI of a folder or zip, or an http: or https: one of a zip. Required. */
    Optional<String> uri();

    /** The SHA-256 that the zip, or the folder's model.pt, must have. */
    Optional<String> sha256();

    /** The folder below which persistent volume claims are mounted, each under its name: pvc://claim/path is claims/claim/path. */
    @WithDefault("/mnt/claims")
    String claims();

    /** Where zips are fetched to and unpacked, and native libraries may be put. */
    @WithDefault("${java.io.tmpdir}/signalbox-djl")
    String cache();

    /** The folder of libtorch; by default PYTORCH_LIBRARY_PATH, then a folder libtorch beside or above the application. */
    Optional<String> torchLibraryPath();

    /** How many bytes a model's zip may have, and unpack to. */
    @WithDefault("8G")
    MemorySize maxArtifact();

    /** How many threads PyTorch may use for one inference; 0: the processors divided by the workers. */
    @WithDefault("0")
    int intraOpThreads();

    /** How many inferences may run at once; 0: one per processor. */
    @WithDefault("0")
    int workers();

    /** How many requests may wait for an inference; further ones are answered 503. */
    @WithDefault("256")
    int queue();

    /** How long a request may wait for an inference if it does not say so itself; then it is answered 504. */
    @WithDefault("30s")
    Duration timeout();

    /** The largest request body; a larger one is answered 413. */
    @WithDefault("16M")
    MemorySize maxBody();

    /** How many bytes of request bodies may be held at once; beyond them requests are answered 503. By default 1/16 of the heap. */
    Optional<MemorySize> maxBodiesHeld();

    /** How long a request body may take to be here; then it is answered 408. */
    @WithDefault("30s")
    Duration bodyTime();

    /** How deeply a request's JSON may be nested. */
    @WithDefault("16")
    int maxDepth();

    /** How many rows a request may have. */
    @WithDefault("10000")
    int maxRows();

    /** How many pixels a picture of a request may have. */
    @WithDefault("16000000")
    int maxPixels();

    /** How many warm-up inferences are run before the server is ready, time permitting. */
    @WithDefault("300")
    int warmUpRounds();

    /** How long warm-up may take; at least ten inferences are run in any case. */
    @WithDefault("2s")
    Duration warmUpTime();
}
