package dev.signalbox.server.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.signalbox.server.image.PictureDecoder;
import dev.signalbox.server.signature.Output;
import dev.signalbox.server.signature.Signature;
import dev.signalbox.server.tensor.InputTensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads inference requests of one model: one pass over the bytes, elements straight into primitive arrays. Whatever is wrong
 * with a request is a {@link RequestRefused} that names it. Thread safe.
 */
public final class RequestReader {
    private static final int LONGEST_NUMBER = 400;

    private final Signature signature;
    private final TensorRules rules;
    private final JsonFactory json;
    private final @Nullable PictureDecoder decoder;

    public RequestReader(Signature signature, RequestLimits limits) {
        this.signature = signature;
        this.rules = new TensorRules(signature, limits);
        this.decoder = signature.hasImages() ? new PictureDecoder(limits.pixels()) : null;
        this.json = JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.depth())
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
                .build();
    }

    /** Whether reading even a small body takes long: it holds pictures. */
    public boolean isSlow() {
        return decoder != null;
    }

    /** Reads a body of JSON alone. */
    public InferRequest read(byte[] bytes) {
        return read(RequestBody.json(bytes));
    }

    /** Reads a body. */
    public InferRequest read(RequestBody request) {
        PictureReader pictures = decoder == null ? null : new PictureReader(decoder, request.room());
        if (request.isRaw()) {
            return new RawReader(signature, pictures).read(request.bytes());
        }
        Body body = new Body(json, request, pictures);
        try (JsonParser parser = body.parser()) {
            parser.nextToken();
            return readRequest(parser, body);
        } catch (StreamConstraintsException beyond) {
            throw new RequestRefused("body is beyond a limit: " + beyond.getOriginalMessage());
        } catch (JsonProcessingException malformed) {
            throw new RequestRefused("body must be well-formed JSON, but" + at(malformed.getLocation()) + ": "
                    + malformed.getOriginalMessage());
        } catch (IOException malformed) {
            throw new RequestRefused("body must be well-formed JSON in UTF-8: " + malformed.getMessage());
        }
    }

    private InferRequest readRequest(JsonParser parser, Body body) throws IOException {
        Fields.require(parser, JsonToken.START_OBJECT, "body", "a JSON object");
        Fields.Keys keys = new Fields.Keys("body");
        String id = null;
        List<InputTensor> inputs = List.of();
        List<Asked> asked = List.of();
        TensorParameters parameters = TensorParameters.NONE;
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            keys.next(key);
            parser.nextToken();
            switch (key) {
                case "id" -> id = readId(parser);
                case "inputs" -> inputs = readInputs(parser, body);
                case "outputs" -> asked = readOutputs(parser);
                case "parameters" -> parameters = TensorParameters.read(parser, "parameters");
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new RequestRefused("body must end after its object, got " + Fields.shown(parser) + " after it");
        }
        body.checkTaken();
        return new InferRequest(id, rules.batch(inputs), wanted(asked, parameters.binaryDataOutput()));
    }

    /** The outputs asked for, all where none are; each as a binary tensor if it says so, or else if the request does. */
    private List<WantedOutput> wanted(List<Asked> asked, boolean binaryByDefault) {
        List<Asked> all = asked.isEmpty()
                ? signature.outputs().stream()
                        .map(output -> new Asked(output, TensorParameters.NONE))
                        .toList()
                : asked;
        List<WantedOutput> wanted = new ArrayList<>(all.size());
        for (Asked each : all) {
            boolean binary = each.parameters().binaryData().orElse(binaryByDefault);
            if (!binary && !each.output().datatype().isInJson()) {
                throw new RequestRefused("output \"" + each.output().name() + "\" of "
                        + each.output().datatype() + " must be asked for as binary, with parameter binary_data");
            }
            wanted.add(new WantedOutput(each.output(), binary));
        }
        return wanted;
    }

    private record Asked(Output output, TensorParameters parameters) {}

    private static @Nullable String readId(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        return TensorRules.id(Fields.text(parser, "id"));
    }

    private List<InputTensor> readInputs(JsonParser parser, Body body) throws IOException {
        Fields.require(parser, JsonToken.START_ARRAY, "inputs", "an array");
        List<InputTensor> inputs = new ArrayList<>(signature.inputs().size());
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            InputTensor tensor = new TensorReader(rules, body, inputs.size()).read(parser);
            TensorRules.checkOnce(inputs, tensor);
            inputs.add(tensor);
        }
        return inputs;
    }

    private List<Asked> readOutputs(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return List.of();
        }
        Fields.require(parser, JsonToken.START_ARRAY, "outputs", "an array");
        List<Asked> asked = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Asked next = readOutput(parser, "outputs[" + asked.size() + "]");
            if (asked.stream().anyMatch(other -> other.output().equals(next.output()))) {
                throw TensorRules.outputTwice(next.output());
            }
            asked.add(next);
        }
        return asked;
    }

    private Asked readOutput(JsonParser parser, String where) throws IOException {
        Fields.require(parser, JsonToken.START_OBJECT, where, "an object");
        Fields.Keys keys = new Fields.Keys(where);
        String name = null;
        TensorParameters parameters = TensorParameters.NONE;
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            keys.next(key);
            parser.nextToken();
            switch (key) {
                case "name" -> name = Fields.text(parser, where + ".name");
                case "parameters" -> parameters = TensorParameters.read(parser, where + ".parameters");
                default -> parser.skipChildren();
            }
        }
        if (name == null) {
            throw new RequestRefused(where + ".name is required");
        }
        return new Asked(rules.output(where, name), parameters);
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }
}
