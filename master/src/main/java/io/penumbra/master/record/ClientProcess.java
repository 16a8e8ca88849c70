package io.penumbra.master.record;

import io.penumbra.core.port.Address;
import java.util.Optional;

/**
 * Which process a session belongs to, for people.
 *
 * @param role {@code gateway} for a process that serves others, else empty
 * @param version of its program; empty if it does not say
 */
public record ClientProcess(
        String description, String role, Optional<Address> endpoint, long pid, String version) {}
