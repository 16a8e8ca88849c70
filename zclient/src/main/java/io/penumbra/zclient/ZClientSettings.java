package io.penumbra.zclient;

import io.penumbra.core.port.Address;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a client is set up.
 *
 * @param masters where to begin looking for the leader; the others are learnt from these
 * @param user on whose behalf it asks, unless told otherwise
 * @param groups that the user belongs to, beside the one of the same name
 * @param description for people: host and program
 * @param service what this process serves to others, if anything
 * @param operationDeadline how long one operation may take; longer survives longer outages
 */
public record ZClientSettings(
        List<Address> masters,
        String user,
        List<String> groups,
        String description,
        Optional<Service> service,
        Duration operationDeadline) {
    private static final Duration OPERATION_DEADLINE = Duration.ofSeconds(30);

    /**
     * A process that serves others and wants to be seen in the cluster's view.
     *
     * @param role as the view shows it, such as "gateway"
     */
    public record Service(String role, Address address, long pid) {}

    public ZClientSettings {
        masters = List.copyOf(masters);
        groups = List.copyOf(groups);
        if (masters.isEmpty()) {
            throw new IllegalArgumentException("no address of any master");
        }
        if (user.isEmpty()) {
            throw new IllegalArgumentException("no user");
        }
        if (operationDeadline.isNegative() || operationDeadline.isZero()) {
            throw new IllegalArgumentException("operation deadline: " + operationDeadline);
        }
    }

    public ZClientSettings(
            List<Address> masters,
            String user,
            String description,
            Optional<Service> service,
            Duration operationDeadline) {
        this(masters, user, List.of(), description, service, operationDeadline);
    }

    public static ZClientSettings of(List<Address> masters, String user) {
        return new ZClientSettings(masters, user, user, Optional.empty(), OPERATION_DEADLINE);
    }

    public ZClientSettings in(List<String> values) {
        return new ZClientSettings(masters, user, values, description, service, operationDeadline);
    }

    public ZClientSettings describedAs(String value) {
        return new ZClientSettings(masters, user, groups, value, service, operationDeadline);
    }

    public ZClientSettings serving(Service value) {
        return new ZClientSettings(
                masters, user, groups, description, Optional.of(value), operationDeadline);
    }

    public ZClientSettings within(Duration value) {
        return new ZClientSettings(masters, user, groups, description, service, value);
    }
}
