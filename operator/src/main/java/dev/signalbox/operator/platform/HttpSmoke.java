package dev.signalbox.operator.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.http.TimedExchange;
import dev.signalbox.operator.machine.SmokeView;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/** Sample inferences by the Open Inference Protocol v2: what is sent is made up from what the server says of its inputs. */
public final class HttpSmoke implements Smoke {
    private static final int MOST_INSTANCES = 3;
    private static final long MOST_ELEMENTS = 1_000_000;
    private static final int LONGEST_DETAIL = 200;
    private static final int LARGEST = 64 << 20;
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    private final TimedExchange exchange;
    private final ObjectMapper json;

    public HttpSmoke(HttpClient client, Duration timeout, ObjectMapper json) {
        this.exchange = new TimedExchange(client, timeout, LARGEST);
        this.json = json;
    }

    @Override
    public SmokeView ask(DeploymentName deployment, List<URI> instances) {
        if (instances.isEmpty()) {
            return new SmokeView.Unknown("no instance is ready");
        }
        SmokeView last = new SmokeView.Unknown("no instance is ready");
        for (URI instance : instances.stream().sorted().limit(MOST_INSTANCES).toList()) {
            last = ask(deployment, instance);
            if (!(last instanceof SmokeView.Passed)) {
                return last;
            }
        }
        return last;
    }

    private SmokeView ask(DeploymentName deployment, URI instance) {
        String base = instance.toString().replaceAll("/$", "") + "/v2/models/" + deployment.name();
        try {
            HttpResponse<String> metadata =
                    send(HttpRequest.newBuilder(URI.create(base)).GET());
            if (metadata.statusCode() != 200) {
                return new SmokeView.Failed("GET " + base + " is answered by " + told(metadata));
            }
            JsonNode inputs = json.readTree(metadata.body()).path("inputs");
            ObjectNode request = json.createObjectNode();
            if (!inputs.isArray() || !fill(request.putArray("inputs"), inputs)) {
                return new SmokeView.Passed("its inputs are known, but no sample can be made up for them");
            }
            return judged(send(HttpRequest.newBuilder(URI.create(base + "/infer"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(json.writeValueAsString(request)))));
        } catch (JsonProcessingException e) {
            return new SmokeView.Failed(base + " does not answer by the Open Inference Protocol v2");
        } catch (IOException e) {
            return new SmokeView.Unknown(e.getClass().getSimpleName() + " at " + instance);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SmokeView.Unknown("interrupted");
        }
    }

    /* Values that are made up may be none that the model takes: to say so by the protocol is an answer too. */
    private SmokeView judged(HttpResponse<String> answer) throws JsonProcessingException {
        int status = answer.statusCode();
        if (status == 200) {
            JsonNode outputs = json.readTree(answer.body()).path("outputs");
            return outputs.isArray() && !outputs.isEmpty()
                    ? new SmokeView.Passed(outputs.size() + " output(s) to a sample inference")
                    : new SmokeView.Failed("the answer to a sample inference has no outputs");
        }
        return status >= BAD_REQUEST && status < SERVER_ERROR
                ? new SmokeView.Passed("a sample inference was refused by " + told(answer))
                : new SmokeView.Failed("a sample inference was answered by " + told(answer));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return exchange.send(request.build());
    }

    private static boolean fill(ArrayNode samples, JsonNode inputs) {
        for (JsonNode input : inputs) {
            ObjectNode sample = samples.addObject();
            String datatype = input.path("datatype").asText();
            sample.put("name", input.path("name").asText());
            sample.put("datatype", datatype);
            ArrayNode shape = sample.putArray("shape");
            long elements = 1;
            for (JsonNode dimension : input.path("shape")) {
                long size = Math.max(1, dimension.asLong());
                shape.add(size);
                elements = Math.min(MOST_ELEMENTS + 1, elements * size);
            }
            if (elements > MOST_ELEMENTS) {
                return false;
            }
            ArrayNode data = sample.putArray("data");
            for (long i = 0; i < elements; i++) {
                switch (datatype) {
                    case "BYTES" -> data.add("");
                    case "BOOL" -> data.add(false);
                    default -> data.add(0);
                }
            }
        }
        return true;
    }

    private static String told(HttpResponse<String> answer) {
        String body = answer.body().strip().replaceAll("\\s+", " ");
        String detail = body.length() <= LONGEST_DETAIL ? body : body.substring(0, LONGEST_DETAIL) + "...";
        return answer.statusCode() + (detail.isEmpty() ? "" : ": " + detail);
    }
}
