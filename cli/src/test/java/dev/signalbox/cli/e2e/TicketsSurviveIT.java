package dev.signalbox.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.signalbox.api.DeploymentName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A ticket that an application was promised with 202 is there in the end, once, whatever is killed meanwhile. */
class TicketsSurviveIT {
    private static final DeploymentName LOAN = DeploymentName.parse("loan-approval");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int MORE = 30;

    private static LiveMesh mesh;
    private static AskedPeople asked;
    private static SpoolingRouter router;

    private final Set<String> promised = ConcurrentHashMap.newKeySet();
    private final Set<String> asking = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean enough = new AtomicBoolean();

    @BeforeAll
    static void start() throws Exception {
        mesh = LiveMesh.up("tickets");
        asked = new AskedPeople(mesh);
        asked.serve(LOAN);
        router = SpoolingRouter.start(mesh);
    }

    @AfterAll
    static void end() throws Exception {
        if (router != null) {
            router.close();
        }
        if (mesh != null) {
            mesh.down();
        }
    }

    @Test
    void whatWasPromisedIsThereOnce() throws Exception {
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> application = threads.submit(this::ask);
            try {
                awaitMore();
                mesh.killAndAwaitRestart("monitor");
                awaitMore();
                assertThat(router.onDisk()).as("the monitor was away").isPositive();

                crashPostgres();
                awaitMore();

                /* The next router process brings what the last one had on its disk. */
                pause(mesh.service("monitor"));
                int before = promised.size();
                await().atMost(PATIENCE).until(() -> promised.size() >= before + MORE && router.waiting() > 0);
                router.kill();
                mesh.killAndAwaitRestart("monitor");
                awaitMore();
            } finally {
                enough.set(true);
            }
            application.get();
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(router.waiting()).isZero());

        List<String> stored = stored("select request_id from ticket");
        assertThat(stored).doesNotHaveDuplicates().containsAll(promised);
        assertThat(new HashSet<>(stored)).isSubsetOf(asking);
        assertThat(stored("select request_id from ticket_event where action = 'ask'"))
                .as("each was put once")
                .containsExactlyInAnyOrderElementsOf(stored);
        assertThat(router.lost()).isZero();
    }

    private void ask() {
        for (int n = 0; !enough.get(); n++) {
            String id = "t-" + n;
            asking.add(id);
            try {
                if (asked.ask(router.url(), LOAN, id, n) == 202) {
                    promised.add(id);
                }
            } catch (IOException lost) {
                // It was not promised: the router was killed meanwhile.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private void awaitMore() {
        int before = promised.size();
        await().atMost(PATIENCE).until(() -> promised.size() >= before + MORE);
    }

    /* A server process that is killed makes PostgreSQL end all of them and recover from its log, as after a power cut. */
    private static void crashPostgres() throws IOException {
        Path pid = mesh.folder().resolve("postgres/data/postmaster.pid");
        ProcessHandle postmaster = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pid).get(0).strip()))
                .orElseThrow();
        Set<Long> before = new HashSet<>(children(postmaster));
        ProcessHandle.of(before.iterator().next()).orElseThrow().destroyForcibly();
        await().atMost(PATIENCE).until(() -> {
            List<Long> now = children(postmaster);
            return !now.isEmpty() && now.stream().noneMatch(before::contains);
        });
    }

    private static List<Long> children(ProcessHandle process) {
        return process.children().map(ProcessHandle::pid).toList();
    }

    private static void pause(ProcessHandle process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static List<String> stored(String query) throws Exception {
        List<String> found = new ArrayList<>();
        String url = "jdbc:postgresql://127.0.0.1:" + mesh.state().ports().postgres() + "/postgres";
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
