package dev.signalbox.monitor;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.signalbox.api.arch.ArchitectureRules;
import org.junit.jupiter.api.Test;

class MonitorArchitectureTest {
    private static final JavaClasses CODE = ArchitectureRules.classesBelow("dev.signalbox");

    @Test
    void pureCodeOnlyDecides() {
        ArchitectureRules.pureCodeOnlyDecides(CODE);
    }

    @Test
    void theMonitorKnowsNoOtherService() {
        ArchitectureRules.servicesDoNotKnowEachOther(CODE, "dev.signalbox.monitor");
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.packagesHaveNoCycles(CODE, "dev.signalbox.monitor");
    }
}
