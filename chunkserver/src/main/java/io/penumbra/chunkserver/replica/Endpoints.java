package io.penumbra.chunkserver.replica;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.CallFailedException;
import io.penumbra.proto.Endpoint;

/** Where others listen, as the wire says it. */
public final class Endpoints {
    private Endpoints() {}

    public static Address address(Endpoint endpoint) throws CallFailedException {
        try {
            return new Address(endpoint.getHost(), endpoint.getPort());
        } catch (IllegalArgumentException e) {
            throw new CallFailedException(CallFailedException.Kind.REFUSED, e.toString());
        }
    }
}
