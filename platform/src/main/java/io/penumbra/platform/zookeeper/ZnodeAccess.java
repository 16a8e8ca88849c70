package io.penumbra.platform.zookeeper;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.penumbra.platform.secret.ClusterSecret;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;

/**
 * Who may do what with our nodes: with a secret whoever knows it everything and others nothing,
 * without one everyone everything. What ZooKeeper is shown is made from the secret and does not
 * tell it.
 */
final class ZnodeAccess {
    private static final String SCHEME = "digest";
    private static final String PURPOSE = "zookeeper";
    private static final String USER = "penumbra";

    private final Optional<String> login;
    private final List<ACL> acl;

    ZnodeAccess(Optional<ClusterSecret> secret) {
        login = secret.map(known -> USER + ":" + password(known));
        acl = login.map(ZnodeAccess::onlyFor).orElse(ZooDefs.Ids.OPEN_ACL_UNSAFE);
    }

    static String password(ClusterSecret secret) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(secret.proofFor(PURPOSE));
    }

    private static List<ACL> onlyFor(String login) {
        try {
            var id = new Id(SCHEME, DigestAuthenticationProvider.generateDigest(login));
            return List.of(new ACL(ZooDefs.Perms.ALL, id));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has the digests that ZooKeeper uses", e);
        }
    }

    /** Of each node that is made. */
    List<ACL> acl() {
        return acl;
    }

    /** Must be the first thing that a session hears. */
    void introduce(ZooKeeper session) {
        login.ifPresent(it -> session.addAuthInfo(SCHEME, it.getBytes(UTF_8)));
    }

    /** Whether a node that has this list is open, and should not be. */
    boolean isMissingFrom(List<ACL> found) {
        return isProtecting() && !found.equals(acl);
    }

    boolean isProtecting() {
        return login.isPresent();
    }
}
