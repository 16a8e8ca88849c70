package io.penumbra.master.serve;

import io.penumbra.core.port.Address;
import io.penumbra.proto.WhoReply;
import java.util.LinkedHashSet;

/** Says who leads; every master answers, so that clients need no ZooKeeper. */
public final class WhoEndpoint {
    private final Identity self;
    private final RoleBoard board;

    public WhoEndpoint(Identity self, RoleBoard board) {
        this.self = self;
        this.board = board;
    }

    public WhoReply answer() {
        var role = board.role();
        var masters = new LinkedHashSet<Address>();
        masters.add(self.endpoint());
        role.leader().ifPresent(masters::add);
        if (role instanceof Role.Leading(var leadership)) {
            leadership.feeds().all().forEach(feed -> masters.add(feed.endpoint()));
        }
        var reply =
                WhoReply.newBuilder()
                        .setCluster(self.cluster().value())
                        .setEpoch(role.epoch().value())
                        .setState(
                                switch (role) {
                                    case Role.Leading _ -> "leader";
                                    case Role.Following _ -> "shadow";
                                })
                        .setPid(self.pid());
        role.leader().ifPresent(leader -> reply.setLeader(ClusterViews.endpoint(leader)));
        masters.forEach(master -> reply.addMasters(ClusterViews.endpoint(master)));
        return reply.build();
    }
}
