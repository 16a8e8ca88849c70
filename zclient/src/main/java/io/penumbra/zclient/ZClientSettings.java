package io.penumbra.zclient;

import io.penumbra.core.Limits;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.port.Address;
import io.penumbra.platform.secret.ClusterSecret;
import io.penumbra.zclient.data.ChunkClient;
import java.io.IOException;
import java.nio.file.Path;
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
 * @param extentsAtOnce a file that lies in more places is described to the master bit by bit, while
 *     it is written
 * @param pieceBytes what files are cut into in classes that deduplicate: only pieces that are cut
 *     alike are found
 * @param host where this client is, as chunkservers name their hosts: copies there come first;
 *     empty if it is on none of theirs
 * @param secret the cluster's; if there is none here the environment may have it
 */
public record ZClientSettings(
        List<Address> masters,
        String user,
        List<String> groups,
        String description,
        Optional<Service> service,
        Duration operationDeadline,
        int extentsAtOnce,
        int pieceBytes,
        String host,
        Optional<ClusterSecret> secret) {
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
        if (extentsAtOnce < 1 || extentsAtOnce > Limits.COMMIT_EXTENTS_MAX) {
            throw new IllegalArgumentException("extents at once: " + extentsAtOnce);
        }
        if (pieceBytes < Limits.PIECE_BYTES_MIN
                || pieceBytes > Limits.PIECE_BYTES_MAX
                || pieceBytes % ChunkFormat.PAYLOAD_BYTES_MAX != 0) {
            throw new IllegalArgumentException("bytes of a piece: " + pieceBytes);
        }
    }

    public ZClientSettings(
            List<Address> masters,
            String user,
            String description,
            Optional<Service> service,
            Duration operationDeadline) {
        this(
                masters,
                user,
                List.of(),
                description,
                service,
                operationDeadline,
                Limits.COMMIT_EXTENTS_MAX,
                Limits.PIECE_BYTES_MAX,
                "",
                Optional.empty());
    }

    public static ZClientSettings of(List<Address> masters, String user) {
        return new ZClientSettings(masters, user, user, Optional.empty(), OPERATION_DEADLINE);
    }

    public ZClientSettings in(List<String> values) {
        return with(values, description, service, operationDeadline, telling(), host, secret);
    }

    public ZClientSettings describedAs(String value) {
        return with(groups, value, service, operationDeadline, telling(), host, secret);
    }

    public ZClientSettings serving(Service value) {
        return with(
                groups,
                description,
                Optional.of(value),
                operationDeadline,
                telling(),
                host,
                secret);
    }

    public ZClientSettings within(Duration value) {
        return with(groups, description, service, value, telling(), host, secret);
    }

    public ZClientSettings withExtentsAtOnce(int value) {
        var next = new ChunkClient.Telling(value, pieceBytes);
        return with(groups, description, service, operationDeadline, next, host, secret);
    }

    public ZClientSettings withPieceBytes(int value) {
        var next = new ChunkClient.Telling(extentsAtOnce, value);
        return with(groups, description, service, operationDeadline, next, host, secret);
    }

    public ZClientSettings on(String value) {
        return with(groups, description, service, operationDeadline, telling(), value, secret);
    }

    /** With the secret that this file holds. Refuses a file that every user may read. */
    public ZClientSettings withSecretFile(Path file) throws IOException {
        return knowing(Connecting.secretIn(file));
    }

    ZClientSettings knowing(ClusterSecret value) {
        var known = Optional.of(value);
        return with(groups, description, service, operationDeadline, telling(), host, known);
    }

    ChunkClient.Telling telling() {
        return new ChunkClient.Telling(extentsAtOnce, pieceBytes);
    }

    private ZClientSettings with(
            List<String> newGroups,
            String newDescription,
            Optional<Service> newService,
            Duration newDeadline,
            ChunkClient.Telling newTelling,
            String newHost,
            Optional<ClusterSecret> newSecret) {
        return new ZClientSettings(
                masters,
                user,
                newGroups,
                newDescription,
                newService,
                newDeadline,
                newTelling.extentsAtOnce(),
                newTelling.pieceBytes(),
                newHost,
                newSecret);
    }
}
