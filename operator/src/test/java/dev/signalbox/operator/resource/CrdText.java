package dev.signalbox.operator.resource;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.regex.Pattern;

/** A definition as YAML of few words: the usual writer breaks texts over lines, gives every word of a list its own, and quotes all. */
final class CrdText {
    private static final Pattern BREAK = Pattern.compile("(?<!\\\\)\\\\\n *(\\\\(?= ))?");
    private static final Pattern WORDS =
            Pattern.compile("(?m)^( *)(enum|required|shortNames):\n((?:\\1- \"[A-Za-z0-9]+\"\n)+)");
    private static final Pattern WORD = Pattern.compile("(?m)^( *(?:- )?[A-Za-z]+: )\"([A-Za-z][A-Za-z0-9]*)\"$");

    private CrdText() {}

    static String of(CustomResourceDefinition crd) {
        String unfolded = BREAK.matcher(Serialization.asYaml(crd)).replaceAll("");
        String listed = WORDS.matcher(unfolded)
                .replaceAll(found -> found.group(1) + found.group(2) + ": ["
                        + found.group(3).strip().replaceAll("\"|- ", "").replaceAll("\\n *", ", ") + "]\n");
        return WORD.matcher(listed).replaceAll("$1$2");
    }
}
