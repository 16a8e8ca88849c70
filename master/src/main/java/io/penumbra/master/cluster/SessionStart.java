package io.penumbra.master.cluster;

import io.penumbra.core.id.ClientId;
import io.penumbra.core.port.Address;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.ClientProcess;
import io.penumbra.master.record.JournalRecord.SessionOpened;
import io.penumbra.master.state.Session;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.OpenSession;
import io.penumbra.proto.Outcome;
import java.util.Optional;

/** A client begins to speak. */
public final class SessionStart {
    private static final int TEXT_CHARACTERS_MAX = 256;
    private static final int PORT_MAX = 65_535;

    private SessionStart() {}

    public static Outcome decide(Draft draft, ClientId client, OpenSession command)
            throws RefusedException {
        requireShort(command.getDescription());
        requireShort(command.getRole());
        requireShort(command.getVersion());
        var process =
                new ClientProcess(
                        command.getDescription(),
                        command.getRole(),
                        command.hasEndpoint()
                                ? Optional.of(address(command.getEndpoint()))
                                : Optional.empty(),
                        command.getPid(),
                        command.getVersion());
        draft.add(new SessionOpened(client, draft.user(), process));
        return opened();
    }

    /** What a client is told whose session is open. */
    public static Outcome opened() {
        return Outcome.newBuilder()
                .setSessionOpened(
                        io.penumbra.proto.SessionOpened.newBuilder()
                                .setTtlMillis(Math.toIntExact(Session.TTL.toMillis())))
                .build();
    }

    private static Address address(Endpoint endpoint) throws RefusedException {
        requireShort(endpoint.getHost());
        if (endpoint.getHost().isEmpty()
                || endpoint.getPort() < 0
                || endpoint.getPort() > PORT_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, endpoint.getHost(), "is no address");
        }
        return new Address(endpoint.getHost(), endpoint.getPort());
    }

    private static void requireShort(String text) throws RefusedException {
        if (text.length() > TEXT_CHARACTERS_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT,
                    text.substring(0, TEXT_CHARACTERS_MAX),
                    "is longer than " + TEXT_CHARACTERS_MAX + " characters");
        }
    }
}
