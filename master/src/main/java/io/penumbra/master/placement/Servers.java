package io.penumbra.master.placement;

import io.penumbra.core.id.ServerId;
import io.penumbra.proto.Endpoint;
import io.penumbra.proto.Member;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All chunkservers that were heard of, at one moment. Immutable. */
public final class Servers {
    public static final Servers NONE = new Servers(List.of());

    private final List<Server> inOrder;
    private final Map<ServerId, Server> byId = new HashMap<>();

    public Servers(Collection<Server> servers) {
        inOrder = servers.stream().sorted(Comparator.comparing(Server::id)).toList();
        inOrder.forEach(server -> byId.put(server.id(), server));
    }

    /** In the order of their ids. */
    public List<Server> all() {
        return inOrder;
    }

    public Optional<Server> find(ServerId id) {
        return Optional.ofNullable(byId.get(id));
    }

    public boolean isLive(ServerId id) {
        var server = byId.get(id);
        return server != null && server.live();
    }

    /** These servers for the wire, live ones first; one that nobody has heard of has no address. */
    public List<Member> members(List<ServerId> ids) {
        var members = new ArrayList<Member>(ids.size());
        ids.stream().filter(this::isLive).forEach(id -> members.add(member(id)));
        ids.stream().filter(id -> !isLive(id)).forEach(id -> members.add(member(id)));
        return members;
    }

    private Member member(ServerId id) {
        var member = Member.newBuilder().setServer(id.value());
        find(id).ifPresent(server ->
                member.setLive(server.live())
                        .setHost(server.host())
                        .setEndpoint(
                                Endpoint.newBuilder()
                                        .setHost(server.endpoint().host())
                                        .setPort(server.endpoint().port())));
        return member.build();
    }
}
