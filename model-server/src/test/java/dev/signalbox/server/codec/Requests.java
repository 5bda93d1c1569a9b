package dev.signalbox.server.codec;

import dev.signalbox.server.signature.Datatype;
import dev.signalbox.server.signature.Input;
import dev.signalbox.server.signature.InputKind;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Packing;
import dev.signalbox.server.signature.Shape;
import dev.signalbox.server.signature.Signature;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A signature with an input of every datatype, and requests for it. */
final class Requests {
    static final Signature SIGNATURE = new Signature(
            Packing.MATRIX,
            List.of(
                    input("amount", Datatype.FP32, InputKind.NUMERIC, true),
                    input("rate", Datatype.FP64, InputKind.NUMERIC, false),
                    input("age", Datatype.INT32, InputKind.NUMERIC, true),
                    input("id", Datatype.INT64, InputKind.NUMERIC, false),
                    input("member", Datatype.BOOL, InputKind.FLAG, false),
                    new Input(
                            "housing",
                            Datatype.BYTES,
                            Shape.COLUMN,
                            new Input.Domain(InputKind.CATEGORY, true, Input.Categories.of(List.of("Own", "Rent")))),
                    new Input("pair", Datatype.FP32, new Shape(List.of(-1L, 2L)), Input.Domain.numbers())),
            List.of(
                    new Output("score", Datatype.FP32, Shape.COLUMN, List.of()),
                    new Output("label", Datatype.INT64, Shape.COLUMN, List.of())),
            null);

    static final String GOOD = """
            {"id":"r1","parameters":{"priority":1,"binary_data_output":false},"inputs":[
            {"name":"amount","shape":[2],"datatype":"FP32","data":[1.5,null]},
            {"name":"rate","shape":[2],"datatype":"FP64","data":[0.1,1e300]},
            {"name":"age","shape":[2],"datatype":"INT32","data":[-2147483648,null]},
            {"name":"id","shape":[2],"datatype":"INT64","data":[9007199254740993,-9223372036854775808]},
            {"name":"member","shape":[2],"datatype":"BOOL","data":[true,false]},
            {"name":"housing","shape":[2],"datatype":"BYTES","data":["Rent","Castle"]},
            {"name":"pair","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4]]}
            ]}""";

    private Requests() {}

    static RequestReader reader() {
        return new RequestReader(SIGNATURE, new RequestLimits(16, 100));
    }

    static InferRequest read(String body) {
        return reader().read(body.getBytes(StandardCharsets.UTF_8));
    }

    private static Input input(String name, Datatype type, InputKind kind, boolean nullable) {
        return new Input(name, type, Shape.COLUMN, new Input.Domain(kind, nullable, Input.Categories.NONE));
    }
}
