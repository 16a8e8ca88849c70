package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;

/** Who a chunkserver is: all of its data directories say the same. */
public record ServerIdentity(ClusterId cluster, ServerId server, ServerRun run) {}
