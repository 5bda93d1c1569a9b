package dev.signalbox.operator.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the objects that the operator owns, by server-side apply, and tells whether they still read as they were written.
 * Thread safe.
 */
final class OwnedObjects {
    private static final Logger LOG = Logger.getLogger(OwnedObjects.class);
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Labels.MANAGER)
            .withForce(true)
            .build();

    /* An object says in an annotation which text it was written from. Where that is the text of today, every field of it must
     * still be there, else somebody else has changed it, and it is written again. Where it is another text, the operator or
     * its settings have changed since: that alone must not replace the pods of a version that serves, so it is left alone.
     *
     * Something in the cluster may change what is written as it is written (an admission webhook). Then writing it again would
     * go on for ever; such a difference is remembered and let be. An operator that starts again finds out at its first try. */
    private final Map<String, String> unavoidable = new ConcurrentHashMap<>();
    private final KubernetesClient client;

    OwnedObjects(KubernetesClient client) {
        this.client = client;
    }

    HasMetadata write(HasMetadata wanted) {
        return write(wanted, UnaryOperator.identity());
    }

    /** Writes what is wanted with what only this moment can say of it; the mark and the comparison are without that. */
    <T extends HasMetadata> HasMetadata write(T wanted, UnaryOperator<T> momentary) {
        T marked = marked(wanted);
        HasMetadata stored = client.resource(
                        momentary.apply(client.getKubernetesSerialization().clone(marked)))
                .patch(APPLY);
        Optional<String> difference = difference(marked, stored);
        String key = key(marked);
        if (difference.isEmpty()) {
            unavoidable.remove(key);
        } else if (!difference.get().equals(unavoidable.put(key, difference.get()))) {
            LOG.warnf("Object is not stored as it was written object=%s difference=\"%s\"", key, difference.get());
        }
        return stored;
    }

    /** Whether nobody has changed or removed what was written. */
    boolean asWritten(HasMetadata wanted, @Nullable HasMetadata found) {
        if (found == null) {
            return false;
        }
        HasMetadata marked = marked(wanted);
        Map<String, String> annotations = found.getMetadata().getAnnotations();
        String mark = annotations == null ? null : annotations.get(Labels.WRITTEN);
        if (mark != null && !mark.equals(marked.getMetadata().getAnnotations().get(Labels.WRITTEN))) {
            return true;
        }
        Optional<String> difference = difference(marked, found);
        return difference.isEmpty() || difference.get().equals(unavoidable.get(key(marked)));
    }

    /** An object that is gone for good has no differences. */
    void forget(String kind, String namespace, String name) {
        unavoidable.remove(key(kind, namespace, name));
    }

    private <T extends HasMetadata> T marked(T wanted) {
        String mark = hash(client.getKubernetesSerialization().asJson(wanted));
        Map<String, String> annotations = new TreeMap<>();
        if (wanted.getMetadata().getAnnotations() != null) {
            annotations.putAll(wanted.getMetadata().getAnnotations());
        }
        annotations.put(Labels.WRITTEN, mark);
        T marked = client.getKubernetesSerialization().clone(wanted);
        marked.getMetadata().setAnnotations(annotations);
        return marked;
    }

    private Optional<String> difference(HasMetadata wanted, HasMetadata found) {
        return Difference.first(tree(wanted), tree(found));
    }

    private JsonNode tree(HasMetadata object) {
        return client.getKubernetesSerialization().convertValue(object, JsonNode.class);
    }

    private static String key(HasMetadata object) {
        return key(
                object.getKind(),
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    private static String key(String kind, String namespace, String name) {
        return kind + " " + namespace + "/" + name;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
