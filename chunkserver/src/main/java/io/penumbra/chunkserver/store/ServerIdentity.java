package io.penumbra.chunkserver.store;

import io.penumbra.core.id.ClusterId;
import io.penumbra.core.id.ServerId;
import java.util.SortedMap;

/**
 * Who a chunkserver is: all of its data directories say the same.
 *
 * @param found the last incarnation before this run of each directory that was there, by its own
 *     name
 */
public record ServerIdentity(
        ClusterId cluster, ServerId server, ServerRun run, SortedMap<String, Long> found) {}
