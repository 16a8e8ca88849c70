package io.penumbra.shadow.node;

import io.penumbra.core.port.Address;
import io.penumbra.core.port.Coordinator;
import io.penumbra.master.serve.Identity;
import io.penumbra.platform.zookeeper.ClusterPaths;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.ProcessEntry;
import java.io.IOException;

/** Where masters and shadows say that they are there. Hints, all of it. Confined to one thread. */
final class Registry implements AutoCloseable {
    private final Coordinator coordinator;
    private final Identity self;
    private final byte[] entry;
    private Coordinator.Registration registration;

    Registry(Coordinator coordinator, Identity self, String host) {
        this.coordinator = coordinator;
        this.self = self;
        this.entry = entry(self, host).toByteArray();
        this.registration = coordinator.register(ClusterPaths.shadowMaster(self.id()), entry);
    }

    static ProcessEntry entry(Identity self, String host) {
        return ProcessEntry.newBuilder()
                .setCluster(self.cluster().value())
                .setEndpoint(
                        Endpoint.newBuilder()
                                .setHost(self.endpoint().host())
                                .setPort(self.endpoint().port()))
                .setPid(self.pid())
                .setHost(host)
                .setRole(ProcessEntry.Role.MASTER)
                .build();
    }

    void leads() {
        move(ClusterPaths.master(self.id()));
    }

    void follows() {
        move(ClusterPaths.shadowMaster(self.id()));
    }

    private void move(String path) {
        registration.close();
        registration = coordinator.register(path, entry);
    }

    /** Whether a master at this address is registered as leading. */
    static boolean shows(Coordinator coordinator, Address leader) throws IOException {
        for (var id : coordinator.children(ClusterPaths.MASTERS)) {
            var znode = coordinator.read(ClusterPaths.master(id));
            if (znode.isPresent()) {
                var endpoint = ProcessEntry.parseFrom(znode.get().content()).getEndpoint();
                if (endpoint.getHost().equals(leader.host())
                        && endpoint.getPort() == leader.port()) {
                    return true;
                }
            }
        }
        return false;
    }

    @Override
    public void close() {
        registration.close();
    }
}
