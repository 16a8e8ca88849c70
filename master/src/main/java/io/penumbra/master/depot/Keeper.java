package io.penumbra.master.depot;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;

/** A chunkserver, as one that keeps items. */
record Keeper(ServerId id, String host, Address endpoint) {
    @Override
    public String toString() {
        return id.value();
    }
}
