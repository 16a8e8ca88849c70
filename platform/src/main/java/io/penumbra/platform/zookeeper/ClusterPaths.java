package io.penumbra.platform.zookeeper;

import io.penumbra.core.id.EntryNumber;
import io.penumbra.core.id.ServerId;
import java.util.List;

/** Every path in ZooKeeper, built here and nowhere else. */
public final class ClusterPaths {
    /** Who leads, and where the journal ends: the only authority. */
    public static final String HEAD = "/head";

    /** Touched by the leader to prove that it still can. */
    public static final String LEASE = "/lease";

    public static final String JOURNAL = "/journal";

    /** What the archive holds of the journal; changed only together with {@link #HEAD}. */
    public static final String SEGMENTS = "/segments";

    /** Who has a seat in ZooKeeper itself; only where that is run by the cluster. */
    public static final String ZOOKEEPERS = "/zookeepers";

    // Ephemeral nodes below these: hints of who is there.
    public static final String MASTERS = "/masters";
    public static final String SHADOW_MASTERS = "/shadow-masters";
    public static final String CHUNKSERVERS = "/chunkservers";

    /** Who is to be there: written by each that starts, deleted by each that ends on purpose. */
    public static final String EXPECTED = "/expected";

    /** What must exist before anything else can. */
    public static final List<String> DIRECTORIES =
            List.of(JOURNAL, MASTERS, SHADOW_MASTERS, CHUNKSERVERS, EXPECTED);

    private ClusterPaths() {}

    /** Of fixed width, so that a person's listing is in order. */
    public static String journalEntry(EntryNumber number) {
        return "%s/%019d".formatted(JOURNAL, number.value());
    }

    public static String master(String id) {
        return below(MASTERS, id);
    }

    public static String shadowMaster(String id) {
        return below(SHADOW_MASTERS, id);
    }

    public static String chunkserver(ServerId id) {
        return below(CHUNKSERVERS, id.value());
    }

    /** For masters and chunkservers alike: they never share an id. */
    public static String expected(String id) {
        return below(EXPECTED, id);
    }

    static String zookeeper(long id) {
        return below(ZOOKEEPERS, Long.toString(id));
    }

    private static String below(String directory, String name) {
        if (name.isEmpty() || name.indexOf('/') >= 0) {
            throw new IllegalArgumentException("not the name of a node: '" + name + "'");
        }
        return directory + "/" + name;
    }
}
