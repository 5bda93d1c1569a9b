package dev.signalbox.router.wire;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/** What a server shows of itself in TLS, which can be replaced between two handshakes. Thread safe. */
public final class RenewableKey extends X509ExtendedKeyManager {
    /* A handshake asks for a name first, and by it for the certificate and for the key: each pair has a name of its own, and the
     * last one stays for those that have asked already. */
    private static final int KEPT = 2;

    private volatile Map<Integer, Pair> pairs = Map.of();
    private volatile int latest;

    /** A key, and the certificates that say whose it is. */
    public record Pair(PrivateKey key, List<X509Certificate> certificates) {
        public Pair {
            certificates = List.copyOf(certificates);
        }
    }

    /** Shows another pair from now on. */
    public synchronized void renew(Pair pair) {
        TreeMap<Integer, Pair> next = new TreeMap<>(pairs);
        next.put(latest + 1, pair);
        while (next.size() > KEPT) {
            next.pollFirstEntry();
        }
        pairs = Map.copyOf(next);
        latest++;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        int name = latest;
        Pair pair = pairs.get(name);
        boolean fits = pair != null && pair.key().getAlgorithm().equals(keyType);
        return fits ? Integer.toString(name) : null;
    }

    @Override
    public @Nullable String chooseServerAlias(
            @Nullable String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return chooseEngineServerAlias(keyType, issuers, null);
    }

    @Override
    public String @Nullable [] getServerAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        String name = chooseEngineServerAlias(keyType, issuers, null);
        return name == null ? null : new String[] {name};
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        Pair pair = named(alias);
        return pair == null ? null : pair.certificates().toArray(new X509Certificate[0]);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        Pair pair = named(alias);
        return pair == null ? null : pair.key();
    }

    private @Nullable Pair named(@Nullable String alias) {
        return pairs.get(Integer.valueOf(Objects.requireNonNull(alias)));
    }

    @Override
    public String @Nullable [] getClientAliases(@Nullable String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String @Nullable [] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
