package dev.signalbox.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketBodyTest {
    private static final String ASKED = """
            {"id":"a","parameters":{"note":"S3CRET"},"inputs":[\
            {"name":"ssn","datatype":"BYTES","shape":[1],"parameters":{"x":"S3CRET"},"data":["S3CRET"]},\
            {"name":"age","datatype":"INT64","shape":[1],"data":[9007199254740993]}]}""";

    @Test
    void whereNothingIsMaskedABodyIsAsItCame() {
        JsonObject content = new TicketBody("application/json", Buffer.buffer(ASKED), "3").shown("inputs", List.of());

        assertThat(text(content)).isEqualTo(ASKED);
        assertThat(content.getString("type")).isEqualTo("application/json");
        assertThat(content.getInteger("jsonLength")).isEqualTo(3);
    }

    @Test
    void aMaskedTensorHasItsNameAndNoDataAndTheOthersAreThere() {
        JsonObject content = new TicketBody(null, Buffer.buffer(ASKED), null).shown("inputs", List.of("ssn"));

        assertThat(text(content))
                .isEqualTo("{\"inputs\":[{\"name\":\"ssn\",\"datatype\":\"BYTES\",\"shape\":[1]},"
                        + "{\"name\":\"age\",\"datatype\":\"INT64\",\"shape\":[1],\"data\":[9007199254740993]}]}");
    }

    @Test
    void whereItIsNotKnownWhatIsMaskedNothingIsShown() {
        assertThat(text(new TicketBody(null, Buffer.buffer(ASKED), null).shown("inputs", List.of("*"))))
                .contains("ssn", "age")
                .doesNotContain("data\"", "S3CRET", "9007");
    }

    @Test
    void ofBinaryTensorsBehindTheJsonThoseThatAreNotMaskedStay() {
        String head = """
                {"inputs":[{"name":"age","datatype":"INT32","shape":[1],"parameters":{"binary_data_size":4}},\
                {"name":"ssn","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":6}},\
                {"name":"sex","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":3}},\
                {"name":"none","datatype":"BYTES","shape":[1],"parameters":{"binary_data_size":99}}]}""";

        JsonObject content = new TicketBody(
                        "application/octet-stream",
                        Buffer.buffer(head).appendString("1234S3CRETabcrest"),
                        Integer.toString(head.length()))
                .shown("inputs", List.of("ssn"));

        String shown = text(content);
        assertThat(shown.substring(content.getInteger("jsonLength"))).isEqualTo("1234abcrest");
        assertThat(new JsonObject(shown.substring(0, content.getInteger("jsonLength")))
                        .getJsonArray("inputs")
                        .encode())
                .contains("{\"name\":\"ssn\",\"datatype\":\"BYTES\",\"shape\":[1]}")
                .contains("\"binary_data_size\":4", "\"binary_data_size\":3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "S3CRET",
                "{\"inputs\":\"S3CRET\"}",
                "{\"inputs\":[\"S3CRET\"]}",
                "{\"inputs\":[{\"name\":[\"ssn\"]}],\"x\":\"S3CRET\"}",
                "{\"inputs\":[{\"name\":\"ssn\",\"data\":\"S3CRET\"}",
                "[\"S3CRET\"]",
                ""
            })
    void whatIsNoRequestIsNotPassedOn(String body) {
        JsonObject content = new TicketBody(null, Buffer.buffer(body), "9999999").shown("inputs", List.of("ssn"));

        assertThat(text(content)).startsWith("{\"inputs\":[").doesNotContain("S3CRET");
    }

    private static String text(JsonObject content) {
        return new String(Base64.getDecoder().decode(content.getString("base64")), StandardCharsets.UTF_8);
    }
}
