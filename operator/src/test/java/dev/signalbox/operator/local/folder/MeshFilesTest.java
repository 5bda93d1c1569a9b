package dev.signalbox.operator.local.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.route.Route;
import dev.signalbox.api.route.RouteTable;
import dev.signalbox.operator.local.folder.FolderLock.FolderInUseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MeshFilesTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final DeploymentName CREDIT = DeploymentName.parse("bank/credit");

    @TempDir
    Path temp;

    private final ObjectMapper json = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

    private static Route route(DeploymentName name, long revision) {
        return new Route(name, revision, List.of(), null, null, 2_000, true);
    }

    @Test
    void aFolderHasOneOperatorAndIsFreeAfterIt() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        FolderLock lock = FolderLock.take(folder);
        assertThatThrownBy(() -> FolderLock.take(folder))
                .isInstanceOf(FolderInUseException.class)
                .hasMessageContaining("signalbox.operator.local.folder is in use by another operator")
                .hasMessageContaining(temp.toString());
        lock.close();
        FolderLock.take(folder).close();
    }

    @Test
    void routesAreReadBack() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        RouteFile routes = new RouteFile(folder, json);
        routes.read();
        assertThat(json.readValue(folder.routes().toFile(), RouteTable.class)).isEqualTo(RouteTable.of(List.of()));
        routes.put(route(LOAN, 7));
        routes.put(route(CREDIT, 2));
        routes.remove(CREDIT);
        RouteFile again = new RouteFile(folder, json);
        again.read();
        assertThat(again.deployments()).containsExactly(LOAN);
        assertThat(again.route(LOAN)).contains(route(LOAN, 7));
    }

    @Test
    void routesThatCannotBeReadAreAsNone() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        Files.writeString(folder.routes(), "{\"v\":1,\"rou");
        RouteFile routes = new RouteFile(folder, json);
        routes.read();
        assertThat(routes.route(LOAN)).isEmpty();
        routes.put(route(LOAN, 8));
        assertThat(json.readValue(folder.routes().toFile(), RouteTable.class))
                .isEqualTo(RouteTable.of(List.of(route(LOAN, 8))));
    }

    @Test
    void aRouteFileThatSomebodyTookAwayIsWrittenAgain() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        RouteFile routes = new RouteFile(folder, json);
        routes.read();
        routes.put(route(LOAN, 7));
        Files.delete(folder.routes());
        assertThat(routes.route(LOAN)).isEmpty();
        routes.put(route(LOAN, 7));
        assertThat(folder.routes()).exists();
    }

    @Test
    void theLastEventsAreKept() throws IOException {
        MeshFolder folder = new MeshFolder(temp);
        EventLog events = new EventLog(folder, json);
        Instant at = Instant.parse("2026-01-01T00:00:00Z");
        for (int i = 0; i < EventLog.KEPT + 5; i++) {
            events.add(LOAN, new EventLog.Entry(at, "Normal", "Promoted", "number " + i));
        }
        List<String> lines = Files.readAllLines(folder.events(LOAN));
        assertThat(lines).hasSize(EventLog.KEPT);
        assertThat(lines.getLast())
                .isEqualTo("{\"at\":\"2026-01-01T00:00:00Z\",\"type\":\"Normal\",\"reason\":\"Promoted\","
                        + "\"message\":\"number 204\"}");
        events.forget(LOAN);
        assertThat(folder.events(LOAN)).doesNotExist();
    }
}
