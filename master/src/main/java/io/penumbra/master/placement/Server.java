package io.penumbra.master.placement;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;

/** A chunkserver as it was last heard of. */
public record Server(
        ServerId id, Address endpoint, String host, String rack, Load load, boolean live) {
    public record Load(long capacityBytes, long freeBytes, int openStreams) {}
}
