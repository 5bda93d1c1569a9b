package dev.signalbox.monitor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.signalbox.monitor.metrics.MeterNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseTest {
    @ParameterizedTest
    @CsvSource({
        ", dev.signalbox.monitor.store.StoreUnavailableException",
        "08001, dev.signalbox.monitor.store.StoreUnavailableException",
        "57P01, dev.signalbox.monitor.store.StoreUnavailableException",
        "53300, dev.signalbox.monitor.store.StoreUnavailableException",
        "40P01, dev.signalbox.monitor.store.StoreUnavailableException",
        "42601, dev.signalbox.monitor.store.StoreFailedException",
        "22P05, dev.signalbox.monitor.store.StoreFailedException"
    })
    void whatMayPassIsToldFromWhatWillNot(String state, Class<? extends Throwable> expected) {
        Database database = new Database(failing(state), new SimpleMeterRegistry(), Clock.systemUTC());

        assertThatThrownBy(() -> database.inTransaction(connection -> 1)).isInstanceOf(expected);
    }

    @Test
    void everyFailureIsCountedByItsReasonHoweverFewAreLogged() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        Clock still = Clock.fixed(Instant.parse("2026-05-01T12:00:00Z"), ZoneOffset.UTC);
        List<String> logged = new ArrayList<>();
        Handler handler = handler(logged);
        Logger log = Logger.getLogger(Database.class.getName());
        log.addHandler(handler);
        try {
            fail(new Database(failing("42601"), registry, still), 30);
            fail(new Database(failing("08001"), registry, still), 20);
        } finally {
            log.removeHandler(handler);
        }

        assertThat(registry.counter(MeterNames.DATABASE_FAILURES, MeterNames.REASON, "refused")
                        .count())
                .isEqualTo(30);
        assertThat(registry.counter(MeterNames.DATABASE_FAILURES, MeterNames.REASON, "unavailable")
                        .count())
                .isEqualTo(20);
        assertThat(logged).hasSize(2);
    }

    private static void fail(Database database, int times) {
        for (int i = 0; i < times; i++) {
            assertThatThrownBy(() -> database.inTransaction(connection -> 1)).isInstanceOf(RuntimeException.class);
        }
    }

    private static Handler handler(List<String> logged) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static DataSource failing(String state) {
        return (DataSource) Proxy.newProxyInstance(
                DatabaseTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    throw new SQLException("no", state);
                });
    }
}
