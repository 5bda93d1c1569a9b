package dev.signalbox.operator;

import com.tngtech.archunit.core.domain.JavaClasses;
import dev.signalbox.api.arch.ArchitectureRules;
import org.junit.jupiter.api.Test;

class OperatorArchitectureTest {
    private static final JavaClasses CODE = ArchitectureRules.classesBelow("dev.signalbox");

    @Test
    void pureCodeOnlyDecides() {
        ArchitectureRules.pureCodeOnlyDecides(CODE);
    }

    @Test
    void servicesDoNotKnowEachOther() {
        ArchitectureRules.servicesDoNotKnowEachOther(CODE, "dev.signalbox.operator");
    }

    @Test
    void packagesHaveNoCycles() {
        ArchitectureRules.packagesHaveNoCycles(CODE, "dev.signalbox.operator");
    }
}
