package dev.signalbox.server.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import com.sun.management.ThreadMXBean;
import dev.signalbox.server.messages.InferParameter;
import dev.signalbox.server.messages.InferTensorContents;
import dev.signalbox.server.messages.ModelInferRequest;
import dev.signalbox.server.messages.ModelInferRequest.InferRequestedOutputTensor;
import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.Elements;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MessageReaderTest {
    @Test
    void readsWhatTheSameRequestInJsonSays() {
        InferRequest json = Requests.read(Requests.GOOD.replace("-2147483648,null", "-2147483648,5"));

        assertThat(Messages.shown(Messages.read(Messages.good()))).isEqualTo(Messages.shown(json));
    }

    @Test
    void readsRawContentsAndThenWantsRawOutputs() {
        InferRequest typed = Messages.read(Messages.good());
        InferRequest raw = Messages.read(Messages.raw());

        assertThat(Messages.shown(raw)).isEqualTo(Messages.shown(typed).replace("binary=false", "binary=true"));
        assertThat(raw.wanted()).hasSize(2).allMatch(WantedOutput::binary);
    }

    @Test
    void namesOutputsInTheOrderInWhichTheyAreAsked() {
        InferRequest request = Messages.read(Messages.good()
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("label"))
                .addOutputs(InferRequestedOutputTensor.newBuilder().setName("score")));

        assertThat(request.wanted()).extracting(WantedOutput::name).containsExactly("label", "score");
    }

    @Test
    void passesOverWhatItDoesNotKnow() throws IOException {
        InferParameter one = InferParameter.newBuilder().setInt64Param(1).build();
        ModelInferRequest.Builder message = Messages.good().putParameters("priority", one);
        message.getInputsBuilder(0).putParameters("binary_data_size", one);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        message.build().writeTo(out);
        out.writeString(99, "unknown");
        out.writeFixed32(ModelInferRequest.ID_FIELD_NUMBER, 5);
        out.flush();

        assertThat(Messages.shown(Messages.read(bytes.toByteArray())))
                .isEqualTo(Messages.shown(Messages.read(Messages.good())));
    }

    @Test
    void readsListsThatComeOneByOne() throws IOException {
        Signature signature = signature(Datatype.INT8, InputKind.NUMERIC);
        ByteArrayOutputStream contents = new ByteArrayOutputStream();
        CodedOutputStream inner = CodedOutputStream.newInstance(contents);
        inner.writeInt32(InferTensorContents.INT_CONTENTS_FIELD_NUMBER, -128);
        inner.writeInt32(InferTensorContents.INT_CONTENTS_FIELD_NUMBER, 127);
        inner.flush();
        ByteArrayOutputStream tensor = new ByteArrayOutputStream();
        CodedOutputStream middle = CodedOutputStream.newInstance(tensor);
        /* Contents before all that is needed to read them. */
        middle.writeByteArray(ModelInferRequest.InferInputTensor.CONTENTS_FIELD_NUMBER, contents.toByteArray());
        middle.writeInt64(ModelInferRequest.InferInputTensor.SHAPE_FIELD_NUMBER, 2);
        middle.writeString(ModelInferRequest.InferInputTensor.DATATYPE_FIELD_NUMBER, "INT8");
        middle.writeString(ModelInferRequest.InferInputTensor.NAME_FIELD_NUMBER, "x");
        middle.flush();
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        CodedOutputStream outer = CodedOutputStream.newInstance(message);
        outer.writeByteArray(ModelInferRequest.INPUTS_FIELD_NUMBER, tensor.toByteArray());
        outer.writeString(ModelInferRequest.MODEL_NAME_FIELD_NUMBER, "m");
        outer.flush();

        InferRequest request = Messages.read(signature, message.toByteArray());

        assertThat(request.batch().inputs().getFirst().elements().number(0)).isEqualTo(-128);
        assertThat(request.batch().inputs().getFirst().elements().number(1)).isEqualTo(127);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                wrong("no inputs", m -> m.clearInputs(), "input \"amount\" is missing"),
                wrong(
                        "an input too many",
                        m -> m.addInputs(m.getInputs(0)),
                        "input \"amount\" must be given once, got it twice"),
                wrong("an unknown input", m -> m.getInputsBuilder(0).setName("z"), "inputs[0].name must be one of"),
                wrong("no name", m -> m.getInputsBuilder(1).clearName(), "inputs[1].name is required"),
                wrong(
                        "another datatype",
                        m -> m.getInputsBuilder(0).setDatatype("FP64"),
                        "input \"amount\" datatype must be FP32, got \"FP64\""),
                wrong(
                        "another rank",
                        m -> m.getInputsBuilder(0).addShape(1),
                        "input \"amount\" shape must be [-1], -1 for any size, got [2, 1]"),
                wrong(
                        "a negative size",
                        m -> m.getInputsBuilder(0).setShape(0, -2),
                        "inputs[0].shape must not have negative sizes, got -2"),
                wrong(
                        "too many rows",
                        m -> m.getInputsBuilder(0).setShape(0, 101),
                        "input \"amount\" shape must begin with 1 to 100 rows, got [101]"),
                wrong(
                        "too few elements",
                        m -> m.getInputsBuilder(0).setShape(0, 3),
                        "input \"amount\" contents must have 3 elements in fp32_contents for shape [3], got 2"),
                wrong(
                        "no contents",
                        m -> m.getInputsBuilder(0).clearContents(),
                        "input \"amount\" contents must have 2 elements in fp32_contents for shape [2], got 0"),
                wrong(
                        "the contents of another datatype",
                        m -> m.getInputsBuilder(0).getContentsBuilder().addIntContents(1),
                        "input \"amount\" contents must be in fp32_contents for FP32, got int_contents"),
                wrong(
                        "an infinite number",
                        m -> m.getInputsBuilder(0).getContentsBuilder().setFp32Contents(1, Float.POSITIVE_INFINITY),
                        "input \"amount\" element 1, must be finite, got Infinity"),
                wrong(
                        "a missing value where none may be",
                        m -> m.getInputsBuilder(1).getContentsBuilder().setFp64Contents(0, Double.NaN),
                        "input \"rate\" element 0, must not be NaN"),
                wrong(
                        "a text that is none",
                        m -> m.getInputsBuilder(5).getContentsBuilder().setBytesContents(1, ByteString.fromHex("ff")),
                        "input \"housing\" element 1, must be a text in UTF-8"),
                wrong(
                        "some raw contents",
                        m -> m.addRawInputContents(ByteString.fromHex("00")),
                        "raw_input_contents must have an entry for each of the inputs, or none: got 1 for 7"),
                wrong(
                        "an unknown output",
                        m -> m.addOutputs(
                                InferRequestedOutputTensor.newBuilder().setName("z")),
                        "outputs[0].name must be one of [score, label], got \"z\""),
                wrong(
                        "an output twice",
                        m -> m.addOutputs(
                                        InferRequestedOutputTensor.newBuilder().setName("score"))
                                .addOutputs(
                                        InferRequestedOutputTensor.newBuilder().setName("score")),
                        "output \"score\" must be asked for once, got it twice"),
                wrong("a long id", m -> m.setId("x".repeat(2_000)), "id must have at most 1024 characters, got 2000"),
                wrong(
                        "a parameter that is not offered",
                        m -> m.putParameters("classification", InferParameter.getDefaultInstance()),
                        "parameters.classification must be absent: it is not offered"),
                wrong(
                        "shared memory",
                        m -> m.getInputsBuilder(0)
                                .putParameters("shared_memory_region", InferParameter.getDefaultInstance()),
                        "inputs[0].parameters.shared_memory_region must be absent: it is not offered"));
    }

    private static Arguments wrong(String name, Consumer<ModelInferRequest.Builder> change, String expected) {
        ModelInferRequest.Builder message = Messages.good();
        change.accept(message);
        return argumentSet(name, message, expected);
    }

    @ParameterizedTest
    @MethodSource
    void wrong(ModelInferRequest.Builder message, String expected) {
        assertThatThrownBy(() -> Messages.read(message))
                .isInstanceOfSatisfying(
                        RequestRefused.class,
                        refused -> assertThat(refused.text()).startsWith(expected));
    }

    @Test
    void refusesRawContentsBesideContentsAndOfAnotherLength() {
        ModelInferRequest.Builder both = Messages.raw();
        both.getInputsBuilder(0).setContents(Messages.contents().addFp32Contents(1));
        assertThatThrownBy(() -> Messages.read(both))
                .hasMessage("input \"amount\" contents must be absent: the request has raw_input_contents");

        ModelInferRequest.Builder cut = Messages.raw().setRawInputContents(0, ByteString.fromHex("0000"));
        assertThatThrownBy(() -> Messages.read(cut))
                .hasMessage("input \"amount\" must have 2 elements of 4 bytes as a binary tensor of FP32, got 2 bytes");
    }

    @Test
    void knowsOtherModelsAndVersionsFromThisOne() {
        assertThatThrownBy(() -> Messages.read(Messages.good().setModelName("other")))
                .isInstanceOf(UnknownModel.class)
                .hasMessage("model must be \"m\", the only one here, got \"other\"");
        assertThatThrownBy(() -> Messages.read(Messages.good().setModelVersion("8")))
                .isInstanceOf(UnknownModel.class)
                .hasMessage("version must be \"7\", the only one here, got \"8\"");
        assertThat(Messages.read(Messages.good().setModelVersion("7")).batch().rows())
                .isEqualTo(2);
    }

    @Test
    void halfPrecisionIsRawBothWays() {
        Signature signature = signature(Datatype.FP16, InputKind.NUMERIC);
        ModelInferRequest.Builder message =
                ModelInferRequest.newBuilder().setModelName("m").addInputs(Messages.tensor("x", "FP16", 1));
        assertThatThrownBy(() -> Messages.read(signature, message.build().toByteArray()))
                .hasMessage("input \"x\" contents of FP16 must be raw, in raw_input_contents");

        message.addRawInputContents(ByteString.fromHex("003e"));
        InferRequest request = Messages.read(signature, message.build().toByteArray());

        assertThat(request.batch().inputs().getFirst().elements().number(0)).isEqualTo(1.5);
    }

    @Test
    void narrowIntegersAndFlagsAreHeldToTheirRange() {
        ModelInferRequest.Builder wide = one("UINT8", Messages.contents().addUintContents(256));
        assertThatThrownBy(() -> Messages.read(
                        signature(Datatype.UINT8, InputKind.NUMERIC),
                        wide.build().toByteArray()))
                .hasMessage("input \"x\" element 0, must be within UINT8, got 256");

        ModelInferRequest.Builder flag = one("INT64", Messages.contents().addInt64Contents(2));
        assertThatThrownBy(() -> Messages.read(
                        signature(Datatype.INT64, InputKind.FLAG), flag.build().toByteArray()))
                .hasMessage("input \"x\" element 0, must be 0 or 1 for a flag, got 2");

        ModelInferRequest.Builder largest = one("UINT64", Messages.contents().addUint64Contents(-1));
        Elements elements = Messages.read(
                        signature(Datatype.UINT64, InputKind.NUMERIC),
                        largest.build().toByteArray())
                .batch()
                .inputs()
                .getFirst()
                .elements();
        assertThat(elements.number(0)).isEqualTo(0x1p64);
    }

    @Test
    void isCheapToRefuseHoweverManyPartsThereAre() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(ModelInferRequest.MODEL_NAME_FIELD_NUMBER, "m");
        for (int i = 0; i < 1_000_000; i++) {
            out.writeTag(ModelInferRequest.INPUTS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(0);
            out.writeTag(ModelInferRequest.RAW_INPUT_CONTENTS_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(0);
            out.writeUInt32(99, 1);
        }
        out.flush();
        byte[] message = bytes.toByteArray();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        assertThatThrownBy(() -> Messages.read(message)).hasMessage("inputs[0].name is required");

        /* Pieces that nobody keeps are garbage at once, if they are not optimised away; the generated parser keeps ten times it. */
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(message.length * 20L);
    }

    private static ModelInferRequest.Builder one(String datatype, InferTensorContents.Builder contents) {
        return ModelInferRequest.newBuilder()
                .setModelName("m")
                .addInputs(Messages.tensor("x", datatype, 1).setContents(contents));
    }

    private static Signature signature(Datatype datatype, InputKind kind) {
        return new Signature(
                Packing.TENSORS,
                List.of(new Input("x", datatype, Shape.COLUMN, new Input.Domain(kind, false, Input.Categories.NONE))),
                List.of(new Output("y", Datatype.FP32, Shape.COLUMN, List.of())),
                null);
    }
}
