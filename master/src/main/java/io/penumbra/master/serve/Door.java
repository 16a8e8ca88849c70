package io.penumbra.master.serve;

import io.penumbra.core.port.Clock;
import io.penumbra.core.port.Network.Served;
import io.penumbra.core.port.Threads;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.platform.wire.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a master serves. It must listen to know its own address, and know its address to serve: in
 * between it refuses.
 */
public final class Door {
    private volatile @Nullable Rooms rooms;

    private record Rooms(
            WhoEndpoint who, CallsEndpoint calls, FollowEndpoint follow, ReportEndpoint report) {}

    public List<Served<?, ?>> methods() {
        return List.of(
                new Served.Single<>(Wire.WHO, _ -> rooms().who().answer()),
                new Served.Streamed<>(Wire.CALLS, stream -> rooms().calls().handle(stream)),
                new Served.Streamed<>(Wire.FOLLOW, stream -> rooms().follow().handle(stream)),
                new Served.Streamed<>(Wire.REPORT, stream -> rooms().report().handle(stream)));
    }

    public void open(
            Identity self, RoleBoard board, ServerTable servers, Clock clock, Threads threads) {
        rooms =
                new Rooms(
                        new WhoEndpoint(self, board),
                        new CallsEndpoint(board, new ClusterViews(self), clock, threads),
                        new FollowEndpoint(self, board, threads),
                        new ReportEndpoint(self, board, servers, clock, threads));
    }

    private Rooms rooms() throws RefusedException {
        var open = rooms;
        if (open == null) {
            throw new RefusedException(
                    RefusalCode.UNAVAILABLE, "", "this master has not started yet");
        }
        return open;
    }
}
