package dev.signalbox.router.wire;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/** A certificate and its key in two files, which are replaced now and then. Not thread safe. */
public final class CertificateFiles {
    private static final String[] KEY_TYPES = {"RSA", "EC"};
    private static final long LARGEST = 1_048_576;
    private static final int PROOF_BYTES = 32;

    private final Vertx vertx;
    private final Path certificate;
    private final Path key;
    private @Nullable Buffer lastCertificate;
    private @Nullable Buffer lastKey;

    /** These files. */
    public CertificateFiles(Vertx vertx, Path certificate, Path key) {
        this.vertx = vertx;
        this.certificate = certificate;
        this.key = key;
    }

    /** The pair, if it is another than the last time. Where the two do not belong together, one may be about to be replaced. */
    public Optional<RenewableKey.Pair> changed() {
        Buffer nextCertificate = read("signalbox.router.tls.certificate", certificate);
        Buffer nextKey = read("signalbox.router.tls.key", key);
        if (nextCertificate.equals(lastCertificate) && nextKey.equals(lastKey)) {
            return Optional.empty();
        }
        PemKeyCertOptions pair =
                new PemKeyCertOptions().setCertValue(nextCertificate).setKeyValue(nextKey);
        RenewableKey.Pair checked = checked(pair);
        lastCertificate = nextCertificate;
        lastKey = nextKey;
        return Optional.of(checked);
    }

    private static Buffer read(String setting, Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IllegalArgumentException(setting + ": " + file + " has more than " + LARGEST + " bytes");
            }
            return Buffer.buffer(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(setting + ": " + file + " cannot be read (" + e + ")", e);
        }
    }

    private RenewableKey.Pair checked(PemKeyCertOptions read) {
        try {
            for (KeyManager manager : read.getKeyManagerFactory(vertx).getKeyManagers()) {
                Optional<RenewableKey.Pair> pair =
                        manager instanceof X509KeyManager holder ? matching(holder) : Optional.empty();
                if (pair.isPresent()) {
                    return pair.get();
                }
            }
        } catch (Exception e) {
            throw new IllegalArgumentException(
                    "signalbox.router.tls: " + certificate + " and " + key + " are no certificate and key in PEM ("
                            + e.getMessage() + ")",
                    e);
        }
        throw new IllegalArgumentException(
                "signalbox.router.tls: the key in " + key + " is not that of the certificate in " + certificate);
    }

    /* What the key signs must be what the certificate's owner can have signed. */
    private static Optional<RenewableKey.Pair> matching(X509KeyManager holder) throws GeneralSecurityException {
        byte[] text = new byte[PROOF_BYTES];
        new SecureRandom().nextBytes(text);
        for (String type : KEY_TYPES) {
            String[] aliases = holder.getServerAliases(type, null);
            for (String alias : aliases == null ? new String[0] : aliases) {
                RenewableKey.Pair pair =
                        new RenewableKey.Pair(holder.getPrivateKey(alias), List.of(holder.getCertificateChain(alias)));
                if (signs(type, pair.key(), pair.certificates().getFirst(), text)) {
                    return Optional.of(pair);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean signs(String type, PrivateKey key, X509Certificate certificate, byte[] text)
            throws GeneralSecurityException {
        Signature signature = Signature.getInstance(type.equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        signature.update(text);
        return signature.verify(signed);
    }
}
