package dev.signalbox.api.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.signalbox.api.Pure;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The fences that every module's architecture test applies to its own classes. */
public final class ArchitectureRules {
    private static final DescribedPredicate<JavaClass> PURE = DescribedPredicate.describe(
            "in a @Pure package", c -> c.getPackage().isAnnotatedWith(Pure.class));

    /* Annotations are no behaviour: Jackson's say how a contract is written, fabric8's what its
     * schema refuses, JSpecify's what may be null. */
    private static final DescribedPredicate<JavaClass> ALLOWED_TO_PURE =
            DescribedPredicate.describe("the JDK without I/O, or annotations", c -> {
                String name = c.getBaseComponentType().getPackageName();
                return c.getBaseComponentType().isPrimitive()
                        || (name.startsWith("java.") && (!ioPackage(name) || isValue(c)))
                        || name.startsWith("com.fasterxml.jackson.annotation")
                        || name.startsWith("io.fabric8.generator.annotation")
                        || name.startsWith("org.jspecify");
            });

    private static final Set<String> CLOCK_READS = Set.of("now", "currentTimeMillis", "nanoTime", "systemUTC");

    private static final DescribedPredicate<JavaAccess<?>> CLOCK_OR_CHANCE =
            DescribedPredicate.describe("a read of the clock or of chance", access -> {
                String owner = access.getTargetOwner().getName();
                boolean clock = CLOCK_READS.contains(access.getName())
                        && (owner.startsWith("java.time.") || owner.equals("java.lang.System"));
                boolean chance = owner.equals("java.util.concurrent.ThreadLocalRandom")
                        || owner.equals("java.util.UUID")
                        || (owner.equals("java.lang.Math") && access.getName().equals("random"))
                        || (access.getName().equals("<init>")
                                && access.getTargetOwner().isAssignableTo(RandomGenerator.class));
                return clock || chance;
            });

    private ArchitectureRules() {}

    /** The main classes below a package, without tests. */
    public static JavaClasses classesBelow(String rootPackage) {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("-tests.jar"))
                .importPackages(rootPackage);
    }

    /** Pure packages reach the JDK, the contracts and pure packages, and read neither clock nor chance. */
    public static void pureCodeOnlyDecides(JavaClasses code) {
        classes()
                .that(PURE)
                .should()
                .onlyDependOnClassesThat(PURE.or(ALLOWED_TO_PURE))
                .allowEmptyShould(true)
                .check(code);
        noClasses()
                .that(PURE)
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        CLOCK_OR_CHANCE.getDescription(), access -> CLOCK_OR_CHANCE.test(access)))
                .allowEmptyShould(true)
                .check(code);
    }

    /** Services know the contracts, never each other. */
    public static void servicesDoNotKnowEachOther(JavaClasses code, String ownPackage) {
        Set<String> services = Set.of(
                "dev.signalbox.server",
                "dev.signalbox.router",
                "dev.signalbox.monitor",
                "dev.signalbox.operator",
                "dev.signalbox.cli");
        String[] others = services.stream()
                .filter(p -> !p.equals(ownPackage))
                .map(p -> p + "..")
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(ownPackage + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true)
                .check(code);
    }

    /** No package reaches itself through another. */
    public static void packagesHaveNoCycles(JavaClasses code, String rootPackage) {
        slices().matching(rootPackage + ".(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(code);
    }

    /* An address is only read here; to connect to it takes others. */
    private static boolean isValue(JavaClass c) {
        return c.isEquivalentTo(URI.class) || c.isEquivalentTo(URISyntaxException.class);
    }

    private static boolean ioPackage(String name) {
        return name.startsWith("java.net")
                || name.startsWith("java.nio.file")
                || name.startsWith("java.nio.channels")
                || name.startsWith("java.sql");
    }
}
