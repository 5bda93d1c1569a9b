package dev.signalbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a native image is told about must be there: a name that changes in a library would be missed only at run time. */
class NativeMetadataTest {
    private static final String FOLDER = "/META-INF/native-image/dev.signalbox/model-server/";
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"jni-config.json", "reflect-config.json"})
    void everyRegisteredMemberExists(String file) throws Exception {
        JsonNode classes = read(file);

        assertThat(classes).isNotEmpty();
        for (JsonNode entry : classes) {
            Class<?> type = Class.forName(entry.path("name").asText());
            for (JsonNode field : entry.path("fields")) {
                assertThat(type.getDeclaredField(field.path("name").asText())).isNotNull();
            }
            for (JsonNode method : entry.path("methods")) {
                Class<?>[] parameters = parameters(method.path("parameterTypes"));
                String name = method.path("name").asText();
                assertThat(
                                name.equals("<init>")
                                        ? type.getDeclaredConstructor(parameters)
                                        : type.getDeclaredMethod(name, parameters))
                        .isNotNull();
            }
        }
    }

    @Test
    void everyRegisteredResourceExists() throws Exception {
        JsonNode includes = read("resource-config.json").at("/resources/includes");

        assertThat(includes).isNotEmpty();
        for (JsonNode include : includes) {
            String pattern = include.path("pattern").asText();
            String name = pattern.substring("\\Q".length(), pattern.length() - "\\E".length());
            assertThat(Pattern.matches(pattern, name)).isTrue();
            assertThat(getClass().getResource("/" + name)).as(name).isNotNull();
        }
    }

    private static Class<?>[] parameters(JsonNode names) throws ClassNotFoundException {
        List<Class<?>> types = new ArrayList<>();
        for (JsonNode name : names) {
            types.add(
                    switch (name.asText()) {
                        case "int" -> int.class;
                        case "byte[]" -> byte[].class;
                        default -> Class.forName(name.asText());
                    });
        }
        return types.toArray(Class<?>[]::new);
    }

    private static JsonNode read(String file) throws Exception {
        try (InputStream in =
                Objects.requireNonNull(NativeMetadataTest.class.getResourceAsStream(FOLDER + file), file)) {
            return JSON.readTree(in);
        }
    }
}
