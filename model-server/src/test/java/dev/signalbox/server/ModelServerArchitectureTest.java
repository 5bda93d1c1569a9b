package dev.signalbox.server;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.signalbox.api.arch.ArchitectureRules;
import org.junit.jupiter.api.Test;

class ModelServerArchitectureTest {
    /* With the contracts: that their packages are pure stands in their package-info. */
    private static final JavaClasses CODE = ArchitectureRules.classesBelow("dev.signalbox");

    @Test
    void pureCodeOnlyDecides() {
        ArchitectureRules.pureCodeOnlyDecides(CODE);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        ArchitectureRules.servicesDoNotKnowEachOther(CODE, "dev.signalbox.server");
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.packagesHaveNoCycles(CODE, "dev.signalbox.server");
    }
}
