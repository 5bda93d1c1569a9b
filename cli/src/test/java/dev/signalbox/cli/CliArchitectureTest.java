package dev.signalbox.cli;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.signalbox.api.arch.ArchitectureRules;
import org.junit.jupiter.api.Test;

class CliArchitectureTest {
    private static final JavaClasses CODE = ArchitectureRules.classesBelow("dev.signalbox");

    @Test
    void pureCodeOnlyDecides() {
        ArchitectureRules.pureCodeOnlyDecides(CODE);
    }

    @Test
    void theCommandKnowsNoServicesCode() {
        ArchitectureRules.servicesDoNotKnowEachOther(CODE, "dev.signalbox.cli");
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.packagesHaveNoCycles(CODE, "dev.signalbox.cli");
    }
}
