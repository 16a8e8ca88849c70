package io.penumbra.platform.grpc;

import io.grpc.Metadata;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.platform.secret.ClusterSecret;
import java.util.Optional;

/** Each call carries proof that its caller knows the secret: that for the method's name. */
final class CallProof {
    private CallProof() {}

    static void prove(ClusterSecret secret, String method, Metadata headers) {
        headers.put(Headers.PROOF, secret.proofFor(method));
    }

    static Optional<Refusal> check(ClusterSecret secret, String method, Metadata headers) {
        var proof = headers.get(Headers.PROOF);
        return proof != null && secret.isProof(method, proof)
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                RefusalCode.UNAUTHENTICATED,
                                method,
                                "the caller does not prove that it knows the cluster's secret"));
    }
}
