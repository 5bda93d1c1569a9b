package dev.signalbox.cli.mesh;

/**
 * How a mesh differs from the usual: how many routers, how often the operator looks, how often model servers report. The
 * two durations are written as Quarkus reads them, such as {@code 500ms}.
 */
public record MeshOptions(int routers, String operatorInterval, String modelServerTelemetry) {
    /** Two routers, quick enough for a person who watches. */
    public static final MeshOptions USUAL = new MeshOptions(2, "250ms", "1s");
}
