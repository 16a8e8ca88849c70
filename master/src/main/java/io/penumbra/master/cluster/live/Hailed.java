package io.penumbra.master.cluster.live;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;

/**
 * Who a chunkserver says it is.
 *
 * @param incarnation grows with every start over the same directories
 * @param nonce random at every start: two processes never share one
 */
public record Hailed(
        ServerId server,
        long incarnation,
        long nonce,
        Address endpoint,
        long pid,
        int httpPort,
        String host,
        String rack) {}
