package io.penumbra.platform.zookeeper;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/**
 * Ports of a server, before it binds them.
 *
 * @param peers the first of two
 */
record Ports(int clients, int peers) {
    private static final int ATTEMPTS = 100;
    private static final int PORT_MAX = 65_535;

    /** Some that nobody has at this moment. */
    static Ports free(String host) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (var clients = bind(host, 0);
                    var peers = bind(host, 0)) {
                int next = peers.getLocalPort() + 1;
                if (next <= PORT_MAX && next != clients.getLocalPort() && isFree(host, next)) {
                    return new Ports(clients.getLocalPort(), peers.getLocalPort());
                }
            }
        }
        throw new IOException("no two free ports in a row at " + host);
    }

    private static boolean isFree(String host, int port) {
        try (var _ = bind(host, port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static boolean areFree(EnsembleServer server) {
        return isFree(server.host(), server.peerPort())
                && isFree(server.host(), server.electionPort());
    }

    /** ZooKeeper itself would end the JVM, or try again for ever. */
    static void requireFree(EnsembleServer server) throws IOException {
        for (int port : List.of(server.peerPort(), server.electionPort())) {
            try {
                bind(server.host(), port).close();
            } catch (IOException e) {
                throw new IOException(
                        "ZooKeeper's port %s:%d for other servers cannot be taken: %s"
                                .formatted(server.host(), port, e.getMessage()),
                        e);
            }
        }
    }

    private static ServerSocket bind(String host, int port) throws IOException {
        var socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
