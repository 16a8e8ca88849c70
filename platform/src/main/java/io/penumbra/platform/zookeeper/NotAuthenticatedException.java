package io.penumbra.platform.zookeeper;

import java.io.IOException;

/** ZooKeeper shows this node only to those who know another secret, or any at all. */
public final class NotAuthenticatedException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAuthenticatedException(String servers, boolean withSecret) {
        super(
                "the cluster in the ZooKeeper at %s %s"
                        .formatted(
                                servers,
                                withSecret
                                        ? "has another secret than this"
                                        : "has a secret, and none is given here"));
    }
}
