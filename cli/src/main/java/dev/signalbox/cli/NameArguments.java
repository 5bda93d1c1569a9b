package dev.signalbox.cli;

import dev.signalbox.api.DeploymentName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What kubectl's users type to name things: {@code md NAME}, {@code md/NAME} or, as there is one kind only, {@code NAME}. */
final class NameArguments {
    private static final Set<String> KIND_NAMES =
            Set.of("md", "modeldeployment", "modeldeployments", "modeldeployments.signalbox.dev");

    @Parameters(arity = "0..2", paramLabel = "[md] NAME", description = "which ModelDeployment")
    private List<String> words = List.of();

    @Option(
            names = {"-n", "--namespace"},
            description = "the namespace (default: default, or that of the kubeconfig's context)")
    private @Nullable String namespace;

    private String usual = DeploymentName.DEFAULT_NAMESPACE;

    /** The namespace that is meant where none is named. */
    NameArguments within(String usualNamespace) {
        usual = usualNamespace;
        return this;
    }

    /** The namespace that is meant. */
    String namespace() {
        return namespace == null ? usual : namespace;
    }

    /** The name, if one was given. */
    Optional<DeploymentName> name() {
        List<String> rest = words;
        if (!rest.isEmpty() && KIND_NAMES.contains(rest.get(0))) {
            rest = rest.subList(1, rest.size());
        }
        if (rest.isEmpty()) {
            return Optional.empty();
        }
        if (rest.size() > 1) {
            throw new UserError("the server doesn't have a resource type \"" + rest.get(0) + "\"");
        }
        String word = rest.get(0);
        int slash = word.indexOf('/');
        if (slash >= 0 && !KIND_NAMES.contains(word.substring(0, slash))) {
            throw new UserError("the server doesn't have a resource type \"" + word.substring(0, slash) + "\"");
        }
        return Optional.of(new DeploymentName(namespace(), word.substring(slash + 1)));
    }

    /** The name, which has to be given. */
    DeploymentName required() {
        return name().orElseThrow(() -> new UserError("name the ModelDeployment"));
    }
}
