package dev.signalbox.monitor.access;

import dev.signalbox.monitor.http.Problem;
import dev.signalbox.monitor.http.ProblemException;
import dev.signalbox.monitor.metrics.MeterNames;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks for a role where reading is not open to everyone. */
@Singleton
public class Guard {
    private final Access access;
    private final MeterRegistry registry;

    Guard(Access access, MeterRegistry registry) {
        this.access = access;
        this.registry = registry;
    }

    /** Returns if who shows this Authorization header has the role, and refuses otherwise. */
    public void require(@Nullable String authorization, Role role) {
        Optional<Problem> refusal = refusal(authorization, role);
        if (refusal.isPresent()) {
            throw new ProblemException(refusal.get());
        }
    }

    /** Whether who shows this Authorization header has the role. */
    public boolean allows(@Nullable String authorization, Role role) {
        return access.check(authorization, role) == Access.Answer.ALLOWED;
    }

    /** Why who shows this Authorization header may not do what a role is needed for; nothing if it may. */
    Optional<Problem> refusal(@Nullable String authorization, Role role) {
        Access.Answer answer = access.check(authorization, role);
        if (answer == Access.Answer.ALLOWED) {
            return Optional.empty();
        }
        registry.counter(
                        MeterNames.REFUSED,
                        MeterNames.REASON,
                        answer.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .increment();
        return Optional.of(Problem.refused(answer == Access.Answer.UNKNOWN, role.word()));
    }
}
