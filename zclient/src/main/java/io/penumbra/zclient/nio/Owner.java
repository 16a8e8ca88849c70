package io.penumbra.zclient.nio;

import java.nio.file.attribute.GroupPrincipal;

/** A user or a group: the cluster knows both by their names only. */
record Owner(String name) implements GroupPrincipal {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public String toString() {
        return name;
    }
}
