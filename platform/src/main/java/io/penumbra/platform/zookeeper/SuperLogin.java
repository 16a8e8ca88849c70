package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penumbra.platform.secret.ClusterSecret;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.ServerAuthenticationProvider;
import org.apache.zookeeper.server.quorum.QuorumZooKeeperServer;

/**
 * Who may change which servers an embedded ensemble consists of: whoever knows the cluster's
 * secret, and where there is none everyone, as for all else there. ZooKeeper's own way is one
 * password for each JVM.
 */
@SuppressWarnings("overloads") // one of them, inherited, is of servlets that are not here
public final class SuperLogin extends ServerAuthenticationProvider {
    static final String SCHEME = "penumbra";

    private static final String PURPOSE = "zookeeper-ensemble";
    private static final Id SUPER = new Id("super", "");

    /** For ZooKeeper, which makes it by its name. */
    public SuperLogin() {}

    static byte[] proof(Optional<ClusterSecret> secret) {
        return secret.map(SuperLogin::text).orElse("").getBytes(UTF_8);
    }

    private static String text(ClusterSecret secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret.proofFor(PURPOSE));
    }

    @Override
    public Code handleAuthentication(ServerObjs server, byte[] said) {
        if (server.getZks() instanceof QuorumZooKeeperServer asked
                && asked.self instanceof EnsemblePeer peer
                && MessageDigest.isEqual(said, proof(peer.secret()))) {
            server.getCnxn().addAuthInfo(SUPER);
            return Code.OK;
        }
        return Code.AUTHFAILED;
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public boolean matches(ServerObjs server, MatchValues values) {
        return false; // no node belongs to it
    }

    @Override
    public boolean isAuthenticated() {
        return false;
    }

    @Override
    public boolean isValid(String id) {
        return false;
    }
}
