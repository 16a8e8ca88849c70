package io.penumbra.zclient.meta;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import io.penumbra.proto.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one channel to each process, kept warm. */
public final class Peers {
    private final Network network;

    @GuardedBy("this")
    private final Map<Address, Network.Peer> byAddress = new LinkedHashMap<>();

    public Peers(Network network) {
        this.network = network;
    }

    public synchronized Network.Peer at(Address address) {
        return byAddress.computeIfAbsent(address, network::peer);
    }

    public Network.Peer at(Endpoint endpoint) {
        return at(address(endpoint));
    }

    static Address address(Endpoint endpoint) {
        return new Address(endpoint.getHost(), endpoint.getPort());
    }
}
