package io.penumbra.master.state;

import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.id.Medium;
import io.penumbra.core.id.ServerId;
import io.penumbra.core.id.StorageClassName;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.JournalRecord.ServerJoined;
import io.penumbra.master.record.StorageClass;
import io.penumbra.master.record.StorageClass.Durability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a cluster is made of by decision: its storage classes, and the chunkservers that joined. */
public final class SettingTable {
    private static final int FORM = 1;
    private static final int FSYNC = 1;
    private static final int DEDUPLICATES = 2;
    private static final int HAS_MEDIUM = 4;

    private SettingTable() {}

    public static Optional<StorageClass> findClass(StateReader state, StorageClassName name) {
        return Optional.ofNullable(state.get(Table.CLASSES.key(name.value())))
                .map(value -> decodeClass(name, value));
    }

    /** In the order of their names. */
    public static List<StorageClass> classes(StateReader state) {
        var found = new ArrayList<StorageClass>();
        var prefix = Table.CLASSES.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                var name = new StorageClassName(Table.lastText(cursor.key()));
                found.add(decodeClass(name, cursor.value()));
            }
        }
        return found;
    }

    /** The record that defined one last; zero: none did. */
    public static JournalIndex classesIndex(StateReader state) {
        long last = 0;
        var prefix = Table.CLASSES.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                var index = new ValueReader(cursor.value()).form(FORM).stamp().index();
                last = Math.max(last, index.value());
            }
        }
        return new JournalIndex(last);
    }

    static void putClass(StateWriter state, Stamp stamp, StorageClass storageClass) {
        var value =
                new ValueWriter(FORM)
                        .stamp(stamp)
                        .number(storageClass.replicas())
                        .number(storageClass.minCopies())
                        .number(flags(storageClass))
                        .number(storageClass.chunkBytes());
        if (!storageClass.medium().isAny()) {
            value.text(storageClass.medium().value());
        }
        state.put(Table.CLASSES.key(storageClass.name().value()), value.done());
    }

    private static StorageClass decodeClass(StorageClassName name, byte[] value) {
        var in = new ValueReader(value).form(FORM);
        in.stamp();
        int replicas = in.count();
        int minCopies = in.count();
        int flags = in.count();
        return new StorageClass(
                name,
                replicas,
                minCopies,
                (flags & FSYNC) != 0 ? Durability.FSYNC : Durability.REPLICATED,
                in.number(),
                (flags & DEDUPLICATES) != 0,
                (flags & HAS_MEDIUM) != 0 ? new Medium(in.text()) : Medium.ANY);
    }

    private static int flags(StorageClass storageClass) {
        return (storageClass.durability() == Durability.FSYNC ? FSYNC : 0)
                | (storageClass.deduplicates() ? DEDUPLICATES : 0)
                | (storageClass.medium().isAny() ? 0 : HAS_MEDIUM);
    }

    /** Every chunkserver that ever joined, in the order of their ids. */
    public static List<ServerJoined> servers(StateReader state) {
        var found = new ArrayList<ServerJoined>();
        var prefix = Table.SERVERS.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (cursor.next()) {
                var in = new ValueReader(cursor.value()).form(FORM);
                in.stamp();
                found.add(new ServerJoined(new ServerId(in.text()), in.text(), in.text()));
            }
        }
        return found;
    }

    public static boolean hasServer(StateReader state, ServerId server) {
        return state.get(Table.SERVERS.key(server.value())) != null;
    }

    /** How many chunkservers ever joined, counted up to {@code enough}. */
    public static int countServers(StateReader state, int enough) {
        int count = 0;
        var prefix = Table.SERVERS.key();
        try (var cursor = state.scan(prefix, Table.afterAll(prefix))) {
            while (count < enough && cursor.next()) {
                count++;
            }
        }
        return count;
    }

    static void putServer(StateWriter state, Stamp stamp, ServerJoined joined) {
        state.put(
                Table.SERVERS.key(joined.server().value()),
                new ValueWriter(FORM)
                        .stamp(stamp)
                        .text(joined.server().value())
                        .text(joined.host())
                        .text(joined.rack())
                        .done());
    }
}
