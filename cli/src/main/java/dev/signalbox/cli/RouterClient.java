package dev.signalbox.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.cli.load.TensorSpec;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Talks to a router as an application does. */
public final class RouterClient {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String baseUrl;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(2))
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    public RouterClient(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** The path at which a deployment is found. */
    public static String path(DeploymentName name) {
        String model = "/v2/models/" + name.name();
        return name.namespace().equals(DeploymentName.DEFAULT_NAMESPACE) ? model : "/" + name.namespace() + model;
    }

    /** Whether it answers and has a model that does. */
    boolean ready() throws InterruptedException {
        try {
            return http.send(request("/v2/health/ready").GET().build(), bytes()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** The inputs of a deployment's model. */
    public List<TensorSpec> inputs(DeploymentName name) throws IOException, InterruptedException {
        return tensors(name, "inputs");
    }

    /** The outputs of a deployment's model. */
    List<TensorSpec> outputs(DeploymentName name) throws IOException, InterruptedException {
        return tensors(name, "outputs");
    }

    private List<TensorSpec> tensors(DeploymentName name, String field) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = answer(request(path(name)).GET().build());
        if (response.statusCode() != 200) {
            throw new UserError(refusal(response));
        }
        List<TensorSpec> tensors = new ArrayList<>();
        for (JsonNode tensor : metadata(response).path(field)) {
            tensors.add(new TensorSpec(
                    tensor.path("name").asText(), tensor.path("datatype").asText()));
        }
        return tensors;
    }

    /** Sends one inference request. */
    public HttpResponse<byte[]> infer(DeploymentName name, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = request(path(name) + "/infer")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return answer(request);
    }

    private HttpResponse<byte[]> answer(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, bytes());
        } catch (ConnectException | HttpConnectTimeoutException nobody) {
            throw new UserError("no router answers at " + baseUrl, nobody);
        } catch (HttpTimeoutException late) {
            throw new UserError("no answer from " + baseUrl + " within " + PATIENCE.toSeconds() + " s", late);
        }
    }

    private JsonNode metadata(HttpResponse<byte[]> response) throws IOException {
        try {
            return Json.JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw new UserError("what answers at " + baseUrl + " is no router: it does not speak JSON", e);
        }
    }

    /** What an answer that is no success says. */
    static String refusal(HttpResponse<byte[]> response) throws IOException {
        String said = "";
        try {
            said = Json.JSON.readTree(response.body()).path("error").asText();
        } catch (JsonProcessingException e) {
            // Not everything that answers speaks the protocol; the status has to do.
        }
        return "HTTP " + response.statusCode() + (said.isEmpty() ? "" : ": " + said);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(baseUrl + path)).timeout(PATIENCE);
    }

    private static HttpResponse.BodyHandler<byte[]> bytes() {
        return HttpResponse.BodyHandlers.ofByteArray();
    }
}
