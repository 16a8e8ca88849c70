package io.penumbra.platform.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grpc.Metadata;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What every process of a cluster knows and nobody else. Each call carries proof: the HMAC of the
 * method's name. It keeps strangers and other clusters out; whoever can read the wire can replay
 * it, against which only TLS helps.
 */
public final class ClusterSecret {
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;
    private final Map<String, byte[]> proofs = new ConcurrentHashMap<>();

    public ClusterSecret(String secret) {
        key = new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM);
    }

    void prove(String method, Metadata headers) {
        headers.put(Headers.PROOF, proofOf(method));
    }

    Optional<Refusal> check(String method, Metadata headers) {
        var proof = headers.get(Headers.PROOF);
        return proof != null && MessageDigest.isEqual(proof, proofOf(method))
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                RefusalCode.UNAUTHENTICATED,
                                method,
                                "the caller does not prove that it knows the cluster's secret"));
    }

    private byte[] proofOf(String method) {
        return proofs.computeIfAbsent(method, this::compute);
    }

    private byte[] compute(String method) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(method.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "(secret)";
    }
}
