package io.penumbra.chunkserver.replica;

import io.penumbra.chunkserver.store.ServerStore;
import io.penumbra.core.id.Epoch;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.Refusal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.proto.Refused;
import io.penumbra.proto.Sender;
import java.io.IOException;

/** What every call to a chunkserver needs, and who it may be for. */
public record ServerContext(
        ServerStore store, WriteKeys keys, Network network, Clock clock, Threads threads) {
    public ServerId server() {
        return store.identity().server();
    }

    /** Addresses are reused: a call says which server of which cluster it is meant for. */
    public void requireMeant(String cluster, String server) throws RefusedException {
        var own = store.identity();
        if (!cluster.equals(own.cluster().value())) {
            throw new RefusedException(
                    RefusalCode.WRONG_CLUSTER,
                    "cluster " + cluster,
                    "this chunkserver belongs to cluster " + own.cluster());
        }
        if (!server.equals(own.server().value())) {
            throw new RefusedException(
                    RefusalCode.NOT_FOUND,
                    "chunkserver " + server,
                    "is not here: this is " + own.server());
        }
    }

    /** Refuses a replaced master; a new one's epoch is promised on disk first. */
    public Epoch admit(Sender sender, String server)
            throws IOException, RefusedException, InterruptedException {
        requireMeant(sender.getCluster(), server);
        var epoch = new Epoch(Math.max(0, sender.getEpoch()));
        store.promise().admit(epoch);
        return epoch;
    }

    static Refused toWire(Refusal refusal) {
        return Refused.newBuilder()
                .setCode(refusal.code().number())
                .setSubject(refusal.subject())
                .setReason(refusal.reason())
                .build();
    }
}
