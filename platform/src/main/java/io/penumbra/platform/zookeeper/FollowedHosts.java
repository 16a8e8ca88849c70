package io.penumbra.platform.zookeeper;

import io.penumbra.core.port.Address;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import org.apache.zookeeper.client.HostProvider;
import org.apache.zookeeper.client.StaticHostProvider;

/**
 * Where a session looks for a server. Told of others, it looks there the next time: ZooKeeper's own
 * way would break a connection that holds, and with it every commit that is under way.
 */
final class FollowedHosts implements HostProvider {
    private volatile HostProvider current;

    FollowedHosts(List<Address> servers) {
        current = looking(servers);
    }

    private static HostProvider looking(List<Address> servers) {
        return new StaticHostProvider(
                servers.stream()
                        .map(it -> InetSocketAddress.createUnresolved(it.host(), it.port()))
                        .toList());
    }

    void replace(List<Address> servers) {
        current = looking(servers);
    }

    @Override
    public int size() {
        return current.size();
    }

    @Override
    public InetSocketAddress next(long spinDelay) {
        return current.next(spinDelay);
    }

    @Override
    public void onConnected() {
        current.onConnected();
    }

    @Override
    public boolean updateServerList(
            Collection<InetSocketAddress> servers, InetSocketAddress connected) {
        return false;
    }
}
