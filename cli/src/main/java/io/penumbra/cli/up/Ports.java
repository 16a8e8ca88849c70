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
            for (var beside : role.beside()) {
                requireFree(role, beside.address(), beside.option());
            }
        }
    }

    static boolean areFree(List<LocalRole> roles) {
        return roles.stream()
                .allMatch(role ->
                        isFree(role.address())
                                && role.beside().stream().allMatch(it -> isFree(it.address())));
    }

    private static boolean isFree(Address address) {
        try {
            bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean isHere(Address address) {
        return isFree(new Address(address.host(), 0));
    }

    private static void bind(Address address) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address.host(), address.port()));
        }
    }

    private static void requireFree(LocalRole role, Address address, String option)
            throws RefusedException {
        try {
            bind(address);
        } catch (IOException e) {
            if (!isHere(address)) {
                throw new RefusedException(
                        RefusalCode.INVALID_ARGUMENT,
                        "--host " + address.host(),
                        "is no address of this machine");
            }
            throw new RefusedException(
                    RefusalCode.ALREADY_EXISTS,
                    address.toString(),
                    "the port of the %s cannot be taken (%s); stop who has it, or choose another with %s"
                            .formatted(role.name(), e.getMessage(), option));
        }
    }
}
