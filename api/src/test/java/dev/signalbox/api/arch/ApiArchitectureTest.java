package dev.signalbox.api.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import org.junit.jupiter.api.Test;

class ApiArchitectureTest {
    private static final JavaClasses CODE = ArchitectureRules.classesBelow("dev.signalbox.api");

    @Test
    void pureCodeOnlyDecides() {
        ArchitectureRules.pureCodeOnlyDecides(CODE);
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.packagesHaveNoCycles(CODE, "dev.signalbox.api");
    }
}
