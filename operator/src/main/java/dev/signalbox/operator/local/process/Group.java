package dev.signalbox.operator.local.process;

import dev.signalbox.api.DeploymentName;
import dev.signalbox.api.ModelVersion;
import dev.signalbox.operator.local.process.ServerPhase.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The model servers of one version. Confined to the supervisor's thread. */
final class Group {
    private final Name name;
    private final ModelServer.Surroundings around;
    private final Map<Integer, ModelServer> servers = new TreeMap<>();

    /** Names a group. */
    record Name(DeploymentName deployment, ModelVersion version) implements Comparable<Name> {
        @Override
        public int compareTo(Name other) {
            int byDeployment = deployment.compareTo(other.deployment);
            return byDeployment != 0 ? byDeployment : version.compareTo(other.version);
        }
    }

    Group(Name name, ModelServer.Surroundings around) {
        this.name = name;
        this.around = around;
    }

    Name name() {
        return name;
    }

    boolean isEmpty() {
        return servers.isEmpty();
    }

    void add(ModelServer server) {
        servers.put(server.key().index(), server);
    }

    List<ServerReport> reports() {
        return servers.values().stream().map(ModelServer::report).toList();
    }

    /**
     * Moves all on.
     *
     * @param wanted what is wanted of the version; absent: nothing any more
     * @return whether some are gone
     */
    boolean tick(Instant now, @Nullable Wanted wanted) {
        Set<ModelServer> serving = wanted == null ? Set.of() : serving(wanted, now);
        for (ModelServer server : List.copyOf(servers.values())) {
            Want rest = wanted == null ? Want.END : Want.LEAVE;
            server.tick(now, serving.contains(server) ? Want.SERVE : rest, wanted);
        }
        return servers.values().removeIf(ModelServer::gone);
    }

    /* As many as wanted of those that serve what is wanted, new ones for those that lack, and until they are ready the old ones
     * that are. */
    private Set<ModelServer> serving(Wanted wanted, Instant now) {
        if (wanted.refusal() != null) {
            return new HashSet<>(servers.values());
        }
        String hash = around.launcher().hash(wanted);
        List<ModelServer> current = new ArrayList<>(servers.values().stream()
                .filter(server -> server.hash().equals(hash) && !server.stopping())
                .sorted(Comparator.comparing((ModelServer server) -> !server.ready())
                        .thenComparingInt(server -> server.key().index()))
                .limit(wanted.replicas())
                .toList());
        while (current.size() < wanted.replicas()) {
            ModelServer fresh = ModelServer.fresh(around, freeKey(), hash, now);
            add(fresh);
            current.add(fresh);
        }
        Set<ModelServer> serving = new HashSet<>(current);
        if (current.stream().filter(ModelServer::ready).count() < wanted.replicas()) {
            servers.values().stream()
                    .filter(server -> !server.hash().equals(hash) && server.ready())
                    .forEach(serving::add);
        }
        return serving;
    }

    private ServerKey freeKey() {
        int index = 0;
        while (servers.containsKey(index)) {
            index++;
        }
        return new ServerKey(name.deployment(), name.version(), index);
    }
}
