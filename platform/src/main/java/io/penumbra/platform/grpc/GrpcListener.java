package io.penumbra.platform.grpc;

import io.grpc.Server;
import io.penumbra.core.port.Address;
import io.penumbra.core.port.Network;
import java.util.concurrent.TimeUnit;

/** A server that listens. */
final class GrpcListener implements Network.Listener {
    private static final int CLOSE_SECONDS_MAX = 2;

    private final Address address;
    private final Server server;
    private final Runnable whenClosed;

    GrpcListener(Address address, Server server, Runnable whenClosed) {
        this.address = address;
        this.server = server;
        this.whenClosed = whenClosed;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        whenClosed.run();
    }
}
