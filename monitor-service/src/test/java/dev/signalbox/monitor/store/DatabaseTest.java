package dev.signalbox.monitor.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.SQLException;
import javax.sql.DataSource;
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
        Database database = new Database(failing(state));

        assertThatThrownBy(() -> database.inTransaction(connection -> 1)).isInstanceOf(expected);
    }

    private static DataSource failing(String state) {
        return (DataSource) Proxy.newProxyInstance(
                DatabaseTest.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    throw new SQLException("no", state);
                });
    }
}
