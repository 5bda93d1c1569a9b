package dev.signalbox.cli.mesh;

/**
 * How a mesh differs from the usual: how many routers, how often the operator looks, how often model servers report. The
 * two durations are written as Quarkus reads them, such as {@code 500ms}.
 *
 * @param records the share of requests that model servers keep, from 0 to 1
 */
public record MeshOptions(int routers, String operatorInterval, String modelServerTelemetry, double records) {
    /** Two routers, quick enough for a person who watches. */
    public static final MeshOptions USUAL = new MeshOptions(2, "250ms", "1s", 0);

    /** The same, but for the share of requests that model servers keep. */
    public MeshOptions recording(double share) {
        return new MeshOptions(routers, operatorInterval, modelServerTelemetry, share);
    }
}
