package dev.signalbox.cli.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshDatabaseTest {
    @TempDir
    Path folder;

    @Test
    void aDatabaseGoesOnWithItsDataAndWritesNowhereElse() throws Exception {
        MeshFolder mesh = new MeshFolder(folder);
        mesh.create();
        int port = free();
        try (MeshDatabase database = new MeshDatabase(mesh, port)) {
            database.start();
            run(database, "create table kept (x int)");
            assertThat(MeshDatabase.process(mesh)).isPresent();
        }
        assertThat(MeshDatabase.process(mesh)).isEmpty();
        try (MeshDatabase database = new MeshDatabase(mesh, port)) {
            database.start();
            assertThat(run(database, "insert into kept values (1)")).isOne();
        }
    }

    private static int run(MeshDatabase database, String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.jdbcUrl(), "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            if (statement.execute(sql)) {
                try (ResultSet rows = statement.getResultSet()) {
                    return rows.next() ? rows.getInt(1) : 0;
                }
            }
            return statement.getUpdateCount();
        }
    }

    private static int free() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
