package dev.signalbox.server.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schema and the reader say yes and no to the same signatures. */
class SignatureSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GOOD = """
            {"v":1,"packing":"tensors","inputs":[
            {"name":"a","datatype":"FP32","shape":[-1,3],"kind":"numeric","nullable":true,"masked":true},
            {"name":"f","datatype":"BOOL","shape":[-1],"kind":"flag"},
            {"name":"t","datatype":"BYTES","shape":[-1],"kind":"text"},
            {"name":"i","datatype":"BYTES","shape":[-1],"kind":"image","image":{"width":224,"height":200,
            "channels":"BGR","layout":"NHWC","fit":"cover","shorterSide":256,"mean":[0,0.5,1],"std":[1,1,0.5]}},
            {"name":"c","datatype":"BYTES","shape":[-1],"kind":"category","categories":["x","y"]}],
            "outputs":[{"name":"p","datatype":"FP64","shape":[-1],"masked":false},
            {"name":"l","datatype":"BYTES","shape":[-1],"categories":["no","yes"]}],
            "confidence":{"output":"p","kind":"direct"}}""";

    private final JsonSchema schema;

    SignatureSchemaTest() throws Exception {
        JsonNode document = JSON.readTree(Files.readAllBytes(Path.of("../docs/reference/signature.schema.json")));
        schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(document);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2", "3", "4"})
    void bothTakeTheExamples(String version) throws Exception {
        JsonNode signature = JSON.readTree(Files.readAllBytes(
                Path.of("../examples/loan-approval").resolve(version).resolve("signature.json")));

        assertThat(schema.validate(signature)).isEmpty();
        assertThat(SignatureReader.read(signature).inputs()).hasSize(20);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"v\":1 | \"v\":1",
                "\"kind\":\"direct\" | \"kind\":\"binaryProbability\"",
                "\"datatype\":\"BOOL\" | \"datatype\":\"UINT8\"",
                "\"NHWC\" | \"NCHW\"",
                "\"fit\":\"cover\",\"shorterSide\":256 | \"fit\":\"contain\"",
                ",\"mean\":[0,0.5,1],\"std\":[1,1,0.5] | ``",
                "\"BGR\",\"layout\":\"NHWC\",\"fit\":\"cover\",\"shorterSide\":256,\"mean\":[0,0.5,1],\"std\":[1,1,0.5] | \"GRAY\",\"mean\":[0]",
                "[-1,3] | [-1,-1,7]"
            })
    void bothTake(String part, String instead) throws Exception {
        JsonNode signature = JSON.readTree(GOOD.replace(part, instead));

        assertThat(schema.validate(signature)).isEmpty();
        assertThat(SignatureReader.read(signature).outputs()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"v\":1 | \"v\":2",
                "\"tensors\" | \"rows\"",
                "\"outputs\" | \"output\"",
                "\"name\":\"a\" | \"name\":\"\"",
                "\"name\":\"a\" | \"name\":\"-a\"",
                "FP32 | FP8",
                "[-1,3] | [3]",
                "[-1,3] | [-1,-2]",
                "[-1,3] | []",
                "\"numeric\" | \"category\"",
                "\"numeric\" | \"picture\"",
                "\"nullable\":true | \"nullable\":1",
                "\"masked\":true | \"masked\":\"yes\"",
                "\"datatype\":\"BOOL\" | \"datatype\":\"FP32\"",
                "[\"x\",\"y\"] | []",
                "[\"x\",\"y\"] | [\"x\",\"x\"]",
                "[\"x\",\"y\"] | [1]",
                "[\"no\",\"yes\"] | []",
                "\"datatype\":\"FP64\" | \"datatype\":\"BYTES\"",
                "\"direct\" | \"sure\"",
                "\"width\":224 | \"width\":0",
                "\"width\":224 | \"width\":5000",
                "\"width\":224 | \"width\":22.5",
                "\"width\":224, | ``",
                "\"BGR\" | \"bgr\"",
                "\"BGR\" | \"GRAY\"",
                "\"NHWC\" | \"HWC\"",
                "\"cover\" | \"stretch\"",
                "\"cover\" | \"crop\"",
                "[0,0.5,1] | [0,0.5]",
                "[1,1,0.5] | [1,1,0]",
                "\"kind\":\"image\",\"image\" | \"kind\":\"image\",\"picture\"",
                "\"kind\":\"text\" | \"kind\":\"image\"",
                "\"kind\":\"text\" | \"kind\":\"text\",\"image\":{\"width\":1,\"height\":1}",
                "\"kind\":\"image\" | \"kind\":\"image\",\"nullable\":true",
                "\"confidence\":{ | \"confidence\":1,\"x\":{"
            })
    void bothRefuse(String part, String instead) throws Exception {
        assertThat(GOOD).contains(part);
        JsonNode signature = JSON.readTree(GOOD.replace(part, instead));

        assertThat(schema.validate(signature)).isNotEmpty();
        assertThatThrownBy(() -> SignatureReader.read(signature)).isInstanceOf(IllegalArgumentException.class);
    }
}
