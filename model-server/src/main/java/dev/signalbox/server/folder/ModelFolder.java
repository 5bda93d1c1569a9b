package dev.signalbox.server.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.signalbox.server.signature.Signature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A model folder with its documents read and checked: {@code model.pt} is not looked into yet. */
public record ModelFolder(Path path, Signature signature, Baseline baseline) {
    /** The model. */
    public static final String MODEL = "model.pt";

    /** What it takes and gives. */
    public static final String SIGNATURE = "signature.json";

    /** The profile of its training data. */
    public static final String BASELINE = "baseline.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST_DOCUMENT = 32L << 20;

    /** Reads the documents of a folder. */
    public static ModelFolder read(Path path) throws LoadRefused {
        Path document = path.resolve(SIGNATURE);
        Signature signature =
                Files.exists(document) ? parse(document, SignatureReader::read) : ofModel(path.resolve(MODEL));
        Path baseline = path.resolve(BASELINE);
        return new ModelFolder(
                path, signature, Files.exists(baseline) ? parse(baseline, BaselineReader::read) : Baseline.NONE);
    }

    private static Signature ofModel(Path model) throws LoadRefused {
        try {
            return TorchScriptForward.read(model);
        } catch (IOException unreadable) {
            throw new LoadRefused("model.pt can not be read: " + unreadable.getMessage(), unreadable);
        } catch (IllegalArgumentException unusual) {
            throw new LoadRefused(
                    "without signature.json, model.pt must tell its inputs and outputs: " + unusual.getMessage(),
                    unusual);
        }
    }

    private static <T> T parse(Path file, Document<T> document) throws LoadRefused {
        String name = String.valueOf(file.getFileName());
        try {
            if (Files.size(file) > LARGEST_DOCUMENT) {
                throw new LoadRefused(name + " must have at most " + LARGEST_DOCUMENT + " bytes");
            }
            return document.read(JSON.readTree(Files.readAllBytes(file)));
        } catch (JsonProcessingException malformed) {
            throw new LoadRefused(name + " must be well-formed JSON: " + malformed.getOriginalMessage(), malformed);
        } catch (IOException unreadable) {
            throw new LoadRefused(name + " can not be read: " + unreadable.getMessage(), unreadable);
        } catch (IllegalArgumentException wrong) {
            throw new LoadRefused(name + ": " + wrong.getMessage(), wrong);
        }
    }

    private interface Document<T> {
        T read(JsonNode json);
    }
}
