package dev.signalbox.operator.machine;

import dev.signalbox.api.ModelVersion;
import java.util.Map;

/** What one router says about one deployment. A router that is not there at all has none. */
public sealed interface RouterView {
    /** Which router. */
    String router();

    /** It answered: the revision that it applies (0: it knows no route of the deployment), and the requests under way. */
    record Reports(String router, long revision, Map<ModelVersion, Long> inFlight) implements RouterView {
        public Reports {
            inFlight = Map.copyOf(inFlight);
        }
    }

    /** It may be there but did not answer in time: it may apply anything. */
    record Silent(String router) implements RouterView {}
}
