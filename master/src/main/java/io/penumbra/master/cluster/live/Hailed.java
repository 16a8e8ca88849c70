package io.penumbra.master.cluster.live;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Address;
import java.util.SortedMap;

/**
 * Who a chunkserver says it is.
 *
 * @param incarnation grows with every start over the same directories
 * @param nonce random at every start: two processes never share one
 * @param version of its program
 * @param found the last incarnation before this one of each of its directories, by storage
 * @param verified every byte of every chunk was checked since it started
 */
public record Hailed(
        ServerId server,
        long incarnation,
        long nonce,
        Address endpoint,
        long pid,
        String version,
        int httpPort,
        String host,
        String rack,
        SortedMap<String, Long> found,
        boolean verified) {}
