package io.penumbra.master.state;

import io.penumbra.core.id.ServerId;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.ServerMode;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is to become of chunkservers now; whoever is not in it serves. */
public record Modes(SortedMap<ServerId, ServerMode> others) {
    public static final Modes NONE = new Modes(new TreeMap<>());

    public static Modes at(StateReader state, Instant now) {
        var others = new TreeMap<ServerId, ServerMode>();
        ModeTable.all(state)
                .forEach((server, entry) -> {
                    if (entry.at(now) != ServerMode.SERVING) {
                        others.put(server, entry.at(now));
                    }
                });
        return new Modes(others);
    }

    public ServerMode of(ServerId server) {
        return others.getOrDefault(server, ServerMode.SERVING);
    }

    public boolean isDraining(ServerId server) {
        return of(server) == ServerMode.DRAINING;
    }
}
