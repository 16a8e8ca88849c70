package io.penumbra.master.cluster.live;

import io.penumbra.core.id.ChunkVersion;

/** A copy of a chunk as its server reported it. */
public record Replica(ChunkVersion version, long verifiedLength, boolean sealed) {}
