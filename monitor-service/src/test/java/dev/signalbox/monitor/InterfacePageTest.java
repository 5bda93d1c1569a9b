package dev.signalbox.monitor;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The description of the interface says what every request is for, and the reference page names the same requests. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class InterfacePageTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "monitor-service.md");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Inject
    ObjectMapper json;

    @Test
    void theDescriptionAndThePageNameTheSameRequests() throws IOException {
        Set<String> described = new TreeSet<>();
        JsonNode paths = description().get("paths");
        paths.properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(method -> {
                    if (METHODS.contains(method) && path.getKey().startsWith("/v1/")) {
                        described.add(method.toUpperCase(Locale.ROOT) + " "
                                + path.getKey().replace("{namespace}", "{ns}"));
                    }
                }));

        Set<String> named = Pattern.compile("`(GET|PUT|POST|DELETE|PATCH) (/v1/[^`?\\[\\s]*)")
                .matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1) + " " + match.group(2))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).isEqualTo(described);
    }

    @Test
    void everyRequestIsDescribedWithASummary() throws IOException {
        description()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    if (METHODS.contains(method.getKey())) {
                        assertThat(method.getValue().path("summary").asText())
                                .as(method.getKey() + " " + path.getKey())
                                .isNotBlank();
                    }
                }));
    }

    @Test
    void everyPartOfAPathIsDescribed() throws IOException {
        description().get("paths").properties().forEach(path -> {
            Set<String> inPath = Pattern.compile("\\{(\\w+)}")
                    .matcher(path.getKey())
                    .results()
                    .map(match -> match.group(1))
                    .collect(Collectors.toSet());
            path.getValue().properties().forEach(method -> {
                if (METHODS.contains(method.getKey())) {
                    Set<String> described = new TreeSet<>();
                    for (JsonNode parameter : method.getValue().path("parameters")) {
                        if (parameter.path("in").asText().equals("path")) {
                            described.add(parameter.path("name").asText());
                        }
                    }
                    path.getValue()
                            .path("parameters")
                            .forEach(parameter ->
                                    described.add(parameter.path("name").asText()));
                    assertThat(described)
                            .as(method.getKey() + " " + path.getKey())
                            .containsAll(inPath);
                }
            });
        });
    }

    private JsonNode description() throws IOException {
        return json.readTree(given().queryParam("format", "json")
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .extract()
                .asString());
    }
}
