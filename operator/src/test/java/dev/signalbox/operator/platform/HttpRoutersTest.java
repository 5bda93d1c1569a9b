package dev.signalbox.operator.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.operator.machine.RouterView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class HttpRoutersTest {
    /* One that is frozen in the middle of its answer would else hold up every deployment, rollbacks among them. */
    @Test
    @Timeout(60)
    void aRouterThatStallsInItsAnswerIsSilent() throws IOException {
        try (HttpClient client = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                ServerSocket stalls = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> stall(stalls));
            URI router = URI.create("http://127.0.0.1:" + stalls.getLocalPort());
            HttpRouters routers = new HttpRouters(
                    client, () -> List.of(router), Duration.ofMillis(300), new ObjectMapper(), Clock.systemUTC());

            assertThat(routers.views(DeploymentName.parse("team/model")))
                    .containsExactly(new RouterView.Silent(router.toString()));
            client.shutdownNow();
        }
    }

    private static void stall(ServerSocket server) {
        try {
            Socket connection = server.accept();
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"rou".getBytes(StandardCharsets.UTF_8));
        } catch (IOException closed) {
            /* The test is over. */
        }
    }
}
