package io.penumbra.cli.up;

import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Finds taken ports before anything is started. */
final class Ports {
    private Ports() {}

    static void requireFree(List<LocalRole> roles) throws RefusedException {
        for (var role : roles) {
            requireFree(role, role.address(), UpOptions.portOption(role.kind()));
            if (role.http().isPresent()) {
                requireFree(role, role.http().get(), UpOptions.httpPortOption(role.kind()));
            }
        }
    }

    private static void requireFree(LocalRole role, Address address, String option)
            throws RefusedException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        } catch (IOException e) {
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS,
                    address.toString(),
                    "the port of the %s cannot be taken (%s); stop who has it, or choose another with %s"
                            .formatted(role.name(), e.getMessage(), option));
        }
    }
}
