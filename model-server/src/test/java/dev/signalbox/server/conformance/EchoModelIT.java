package dev.signalbox.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.signalbox.server.codec.InferRequest;
import dev.signalbox.server.codec.RequestBody;
import dev.signalbox.server.codec.RequestLimits;
import dev.signalbox.server.codec.RequestReader;
import dev.signalbox.server.engine.TorchLibrary;
import dev.signalbox.server.engine.TorchModel;
import dev.signalbox.server.folder.ModelFolder;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.tensor.OutputTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two datatypes that JSON can not hold reach PyTorch as what they are. */
class EchoModelIT {
    @Test
    void halfPrecisionComesBack(@TempDir Path temporary) throws Exception {
        TorchLibrary.prepare(new TorchLibrary.Settings(Optional.empty(), Path.of("target/cache"), 1));
        ModelFolder folder =
                ModelFolder.read(EchoModel.write(temporary.resolve("m"), List.of(Datatype.FP16, Datatype.BF16)));
        byte[] json = """
                {"parameters":{"binary_data_output":true},"inputs":[
                {"name":"in_fp16","datatype":"FP16","shape":[2],"parameters":{"binary_data_size":4}},
                {"name":"in_bf16","datatype":"BF16","shape":[2],"parameters":{"binary_data_size":4}}]}""".getBytes(StandardCharsets.UTF_8);
        ByteBuffer body = ByteBuffer.allocate(json.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(json)
                .putShort(Float.floatToFloat16(0.5f))
                .putShort(Float.floatToFloat16(-65504))
                .putShort((short) 0x3fc0)
                .putShort((short) 0xff7f);
        InferRequest request = new RequestReader(folder.signature(), new RequestLimits(16, 10))
                .read(RequestBody.divided(body.array(), json.length));

        try (TorchModel model = TorchModel.load(folder.path(), folder.signature())) {
            List<OutputTensor> answers = model.run(List.of(request.batch())).getFirst();

            assertThat(answers.get(0).elements().number(0)).isEqualTo(0.5);
            assertThat(answers.get(0).elements().number(1)).isEqualTo(-65504);
            assertThat(answers.get(1).elements().number(0)).isEqualTo(1.5);
            assertThat(answers.get(1).elements().number(1)).isEqualTo(Float.intBitsToFloat(0xff7f0000));
        }
    }
}
