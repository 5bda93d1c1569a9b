package dev.signalbox.operator.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.PlayedMesh;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelServersTest {
    private static final DeploymentName LOAN = DeploymentName.parse("default/loan");
    private static final ModelVersion V1 = new ModelVersion("1");
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temp;

    private PlayedMesh mesh;
    private ModelServers servers;

    @BeforeEach
    void start() throws IOException {
        mesh = new PlayedMesh(temp);
        servers = open(FreePorts.ofThisMachine(), PlayedMesh.LIMITS);
    }

    @AfterEach
    void stop() {
        servers.close();
        mesh.close();
    }

    private ModelServers open(FreePorts ports, Limits limits) throws IOException {
        return open(new Launcher(PlayedMesh.command(), mesh.folder(), ports), limits);
    }

    private ModelServers open(Launcher launcher, Limits limits) throws IOException {
        ObjectMapper json = new ObjectMapper()
                .registerModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
        ModelServers opened = new ModelServers(
                new ModelServers.Files(mesh.folder(), json, 4_096), launcher, limits, Clock.systemUTC());
        opened.start(changed -> {});
        return opened;
    }

    private void reopen(Limits limits) throws IOException {
        servers.close();
        servers = open(FreePorts.ofThisMachine(), limits);
    }

    private static Wanted wanted(String fingerprint, Path model, int replicas) {
        return Wanted.of(fingerprint, new Wanted.Artifact(LOAN, V1, model.toString(), null), replicas);
    }

    private List<ServerReport> ready() {
        return servers.reports(LOAN).stream().filter(ServerReport::ready).toList();
    }

    private List<ServerReport> awaitReady(int count) {
        await().atMost(LONG).until(() -> ready().size() == count);
        return ready();
    }

    private RunRecord.Crashes awaitCrashes(int atLeast) {
        await().atMost(LONG)
                .until(() -> servers.reports(LOAN).stream()
                        .anyMatch(r -> r.crashes() != null && r.crashes().count() >= atLeast));
        return servers.reports(LOAN).getFirst().crashes();
    }

    @Test
    void aModelServerIsToldWhatToServeAndNothingOfTheOperators() throws Exception {
        Path model = mesh.model("good");
        servers.ensure(wanted("a", model, 1));
        String environment = mesh.body(awaitReady(1).getFirst().endpoint(), "/environment");
        assertThat(environment)
                .contains("SIGNALBOX_MODEL_DEPLOYMENT=default/loan")
                .contains("SIGNALBOX_MODEL_VERSION=1")
                .contains("SIGNALBOX_MODEL_URI=" + model)
                .contains("SIGNALBOX_INSTANCE=default.loan.1-0")
                .contains("SIGNALBOX_TELEMETRY_INTERVAL=PT10S")
                .contains("SIGNALBOX_TELEMETRY_TOKEN=a-token")
                .contains("SIGNALBOX_TELEMETRY_SPOOL_FOLDER=" + mesh.folder().spool())
                .doesNotContain("SIGNALBOX_OPERATOR");
        assertThat(Files.readString(mesh.folder().log(LOAN, V1, 0))).contains("playing default.loan.1-0");
    }

    @Test
    void anotherTokenReplacesModelServersAndStandsInNoFileAndNoText() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 1));
        ServerReport before = awaitReady(1).getFirst();
        servers.close();
        ServerCommand command = new ServerCommand(
                PlayedMesh.commandLine(),
                new ServerCommand.Telemetry("http://127.0.0.1:9", Duration.ofSeconds(10), "another-token", true));
        servers = open(new Launcher(command, mesh.folder(), FreePorts.ofThisMachine()), PlayedMesh.LIMITS);

        await().atMost(LONG)
                .until(() -> ready().size() == 1 && !ready().getFirst().hash().equals(before.hash()));
        assertThat(mesh.body(ready().getFirst().endpoint(), "/environment"))
                .contains("SIGNALBOX_TELEMETRY_TOKEN=another-token");
        assertThat(command.toString()).doesNotContain("another-token");
        try (var files = Files.walk(mesh.folder().root())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file)).as(file.toString()).doesNotContain("another-token");
            }
        }
    }

    @Test
    void aCrashedOneIsCountedAndStartedAgain() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 1));
        ServerReport before = awaitReady(1).getFirst();
        mesh.get(before.endpoint(), "/crash");
        assertThat(awaitCrashes(1).message())
                .isEqualTo("model server ended with exit code 7, see logs/default.loan.1-0.log");
        assertThat(awaitReady(1).getFirst().pid()).isNotEqualTo(before.pid());
    }

    @Test
    void oneThatCrashesAgainAndAgainIsStartedAgainAndAgainUntilItIsNotWanted() throws Exception {
        servers.ensure(wanted("a", mesh.model("crashing", "crash=1"), 1));
        assertThat(awaitCrashes(3).permanent()).isFalse();
        servers.remove(LOAN, V1);
        await().atMost(LONG).until(() -> servers.versions(LOAN).isEmpty());
        assertThat(mesh.processes()).isEmpty();
    }

    @Test
    void oneThatCannotLoadItsModelIsNotStartedAgainNotEvenByAnotherOperator() throws Exception {
        servers.ensure(wanted("a", mesh.brokenModel(), 1));
        RunRecord.Crashes crashes = awaitCrashes(1);
        assertThat(crashes.permanent()).isTrue();
        assertThat(crashes.message()).contains("cannot be loaded: no play.properties");
        reopen(PlayedMesh.LIMITS);
        assertThat(servers.reports(LOAN)).singleElement().satisfies(report -> {
            assertThat(report.crashes()).isEqualTo(crashes);
            assertThat(report.pid()).isZero();
        });
    }

    @Test
    void aRestartedSupervisorTakesOverWhatRunsAndTellsItsReadinessAtOnce() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 2));
        List<ServerReport> before = awaitReady(2);
        reopen(PlayedMesh.LIMITS);
        assertThat(ready()).isEqualTo(before);
    }

    @Test
    void anEndWhileNoSupervisorRanIsNoticed() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 1));
        ServerReport before = awaitReady(1).getFirst();
        servers.close();
        ProcessHandle process = ProcessHandle.of(before.pid()).orElseThrow();
        process.destroyForcibly();
        await().atMost(LONG).until(() -> !process.isAlive());
        servers = open(FreePorts.ofThisMachine(), PlayedMesh.LIMITS);
        assertThat(awaitCrashes(1).message()).startsWith("model server ended while no operator ran");
        assertThat(awaitReady(1).getFirst().pid()).isNotEqualTo(before.pid());
    }

    @Test
    void aProcessThatWasStartedButNotNotedIsTakenOverToo() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 1));
        ServerReport before = awaitReady(1).getFirst();
        servers.close();
        Path file = mesh.folder().run(LOAN, V1, 0);
        String noted = Files.readString(file);
        assertThat(noted).as("what others find the process by").contains("\"pid\":" + before.pid(), "\"started\":\"20");
        Files.writeString(
                file, noted.replaceFirst("\"pid\":\\d+", "\"pid\":0").replaceFirst(",\"started\":\"[^\"]*\"", ""));
        servers = open(FreePorts.ofThisMachine(), PlayedMesh.LIMITS);
        assertThat(ready()).containsExactly(before);
    }

    @Test
    void aNumberThatWasGivenToAnotherProcessIsLeftAlone() throws Exception {
        servers.close();
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            RunRecord run = RunRecord.fresh(new ServerKey(LOAN, V1, 0), "hash")
                    .starting(1)
                    .runningAs(new ProcessIdentity(
                            stranger.pid(), Clock.systemUTC().instant().minusSeconds(9_999), "boot/1"));
            ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
            new RunFiles(mesh.folder(), json).write(run);
            servers = open(FreePorts.ofThisMachine(), PlayedMesh.LIMITS);
            await().atMost(LONG).until(() -> !Files.exists(mesh.folder().run(LOAN, V1, 0)));
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    @Test
    void aTakenPortIsNoCrashAndAnotherIsTried() throws Exception {
        servers.close();
        try (ServerSocket squatter = new ServerSocket()) {
            squatter.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            AtomicInteger picks = new AtomicInteger();
            FreePorts real = FreePorts.ofThisMachine();
            servers = open(
                    given -> picks.incrementAndGet() == 1 ? squatter.getLocalPort() : real.pick(given),
                    PlayedMesh.LIMITS);
            servers.ensure(wanted("a", mesh.model("good"), 1));
            RunRecord.Crashes crashes = awaitReady(1).getFirst().crashes();
            assertThat(crashes.count()).isZero();
            assertThat(crashes.message())
                    .isEqualTo("port " + squatter.getLocalPort() + " was taken by another process");
        }
    }

    @Test
    void anotherModelIsReadyBeforeTheOldOneStops() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 1));
        ServerReport before = awaitReady(1).getFirst();
        Wanted other = wanted("b", mesh.model("other", "slow=500"), 1);
        servers.ensure(other);
        await().atMost(LONG).until(() -> servers.reports(LOAN).size() == 2);
        assertThat(ready()).containsExactly(before);
        assertThat(servers.upToDate(before, other)).isFalse();
        await().atMost(LONG).until(() -> ready().size() == 1 && servers.upToDate(ready().getFirst(), other));
        await().atMost(LONG).until(() -> mesh.processes().size() == 1);
    }

    @Test
    void fewerAreWantedAndTheSurplusLeaves() throws Exception {
        Path model = mesh.model("good");
        servers.ensure(wanted("a", model, 2));
        awaitReady(2);
        servers.ensure(wanted("b", model, 1));
        awaitReady(1);
        await().atMost(LONG).until(() -> mesh.processes().size() == 1);
        assertThat(ready()).hasSize(1);
    }

    @Test
    void oneThatIsNeverReadyIsKilledAndSaysSo() throws Exception {
        Limits hasty = new Limits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ZERO,
                Duration.ofMillis(200),
                PlayedMesh.LIMITS.backOff());
        reopen(hasty);
        servers.ensure(wanted("a", mesh.model("never", "never=true", "stubborn=true"), 1));
        assertThat(awaitCrashes(1).message()).isEqualTo("model server was not ready within 2s");
        servers.remove(LOAN, V1);
        await().atMost(LONG).until(() -> mesh.processes().isEmpty());
    }

    @Test
    void aProgramThatIsNotThereIsAClearReason() throws Exception {
        servers.close();
        ServerCommand absent = new ServerCommand(
                List.of("/nowhere/model-server"),
                new ServerCommand.Telemetry(null, Duration.ofSeconds(10), null, false));
        servers = open(new Launcher(absent, mesh.folder(), FreePorts.ofThisMachine()), PlayedMesh.LIMITS);
        servers.ensure(wanted("a", mesh.model("good"), 1));
        assertThat(awaitCrashes(1).message())
                .startsWith("signalbox.operator.local.model-server cannot be started: exit code 127");
    }

    @Test
    void aLogIsBounded() throws Exception {
        servers.ensure(wanted("a", mesh.model("talkative", "talkative=100000"), 1));
        awaitReady(1);
        Path log = mesh.folder().log(LOAN, V1, 0);
        await().atMost(LONG).until(() -> Files.size(log) < 4_096);
        assertThat(log.resolveSibling(log.getFileName() + ".1")).exists();
    }

    @Test
    void nothingIsForgottenThatStillRuns() throws Exception {
        servers.ensure(wanted("a", mesh.model("good"), 1));
        awaitReady(1);
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> servers.forget(LOAN)))
                .isInstanceOf(IOException.class);
        servers.remove(LOAN, V1);
        await().atMost(LONG).ignoreExceptions().until(() -> {
            servers.forget(LOAN);
            return true;
        });
        assertThat(mesh.folder().runs(LOAN)).doesNotExist();
        assertThat(mesh.folder().log(LOAN, V1, 0)).doesNotExist();
        assertThat(mesh.processes()).isEmpty();
    }
}
