package io.penumbra.testkit.coordinator;

import io.penumbra.core.port.Coordinator.Change;
import io.penumbra.core.port.Coordinator.Misfit;
import io.penumbra.core.port.Coordinator.Outcome;
import io.penumbra.core.port.Coordinator.Znode;
import io.penumbra.testkit.state.PersistentMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The nodes of ZooKeeper at one moment. Never changed; a change makes a new one. */
public final class ZnodeTree {
    /** Not owned by a session. */
    static final long PERSISTENT = 0;

    record Stored(byte[] content, int version, long session) {}

    /** What a list of changes came to: a tree with all of them or the same tree. */
    record Applied(ZnodeTree tree, Outcome outcome) {}

    private static final PersistentMap.Keys<String> PATHS =
            new PersistentMap.Keys<>() {
                @Override
                public int hash(String path) {
                    return path.hashCode();
                }

                @Override
                public int compare(String one, String other) {
                    return one.compareTo(other);
                }
            };

    static final ZnodeTree EMPTY =
            new ZnodeTree(
                    PersistentMap.<String, Stored>empty(PATHS)
                            .put("/", new Stored(new byte[0], 0, PERSISTENT)));

    private final PersistentMap<String, Stored> nodes;

    private ZnodeTree(PersistentMap<String, Stored> nodes) {
        this.nodes = nodes;
    }

    public Optional<Znode> read(String path) {
        var stored = nodes.get(path);
        return stored == null
                ? Optional.empty()
                : Optional.of(new Znode(stored.content().clone(), stored.version()));
    }

    public List<String> children(String path) {
        var names = new ArrayList<String>();
        var prefix = path.equals("/") ? "/" : path + "/";
        var entry = nodes.ceiling(prefix, false);
        while (entry != null && entry.key().startsWith(prefix)) {
            int slash = entry.key().indexOf('/', prefix.length());
            if (slash < 0) {
                names.add(entry.key().substring(prefix.length()));
                entry = nodes.ceiling(entry.key(), false);
            } else {
                // Past everything below: '0' comes right after '/'.
                entry = nodes.ceiling(entry.key().substring(0, slash) + "0", true);
            }
        }
        return names;
    }

    Optional<Stored> stored(String path) {
        return Optional.ofNullable(nodes.get(path));
    }

    /** All or none, each seeing those before it. */
    Applied apply(List<Change> changes) {
        var tree = this;
        for (int i = 0; i < changes.size(); i++) {
            var misfit = tree.misfit(changes.get(i));
            if (misfit.isPresent()) {
                return new Applied(this, new Outcome.Conflict(i, misfit.get()));
            }
            tree = tree.with(changes.get(i));
        }
        return new Applied(tree, new Outcome.Committed());
    }

    private Optional<Misfit> misfit(Change change) {
        var stored = nodes.get(change.path());
        return switch (change) {
            case Change.Create(var path, _) -> {
                if (stored != null) {
                    yield Optional.of(Misfit.EXISTS);
                }
                yield nodes.contains(parent(path)) ? Optional.empty() : Optional.of(Misfit.MISSING);
            }
            case Change.Set(_, _, int expected) -> versionMisfit(stored, expected);
            case Change.Check(_, int expected) -> versionMisfit(stored, expected);
            case Change.Delete(var path, int expected) -> {
                var misfit = versionMisfit(stored, expected);
                yield misfit.isEmpty() && !children(path).isEmpty()
                        ? Optional.of(Misfit.OTHER)
                        : misfit;
            }
        };
    }

    private static Optional<Misfit> versionMisfit(
            @org.jspecify.annotations.Nullable Stored stored, int expected) {
        if (stored == null) {
            return Optional.of(Misfit.MISSING);
        }
        return expected == io.penumbra.core.port.Coordinator.ANY_VERSION
                        || expected == stored.version()
                ? Optional.empty()
                : Optional.of(Misfit.BAD_VERSION);
    }

    private ZnodeTree with(Change change) {
        return switch (change) {
            case Change.Create(var path, var content) ->
                    put(path, new Stored(content.clone(), 0, PERSISTENT));
            case Change.Set(var path, var content, _) -> {
                var before = nodes.require(path);
                yield put(
                        path, new Stored(content.clone(), before.version() + 1, before.session()));
            }
            case Change.Delete(var path, _) -> without(path);
            case Change.Check _ -> this;
        };
    }

    /** An ephemeral node, with the persistent ones above it that are missing. */
    ZnodeTree withEphemeral(String path, byte[] content, long session) {
        return withParents(path).put(path, new Stored(content.clone(), 0, session));
    }

    private ZnodeTree withParents(String path) {
        var parent = parent(path);
        return nodes.contains(parent)
                ? this
                : withParents(parent).put(parent, new Stored(new byte[0], 0, PERSISTENT));
    }

    ZnodeTree without(String path) {
        return new ZnodeTree(nodes.remove(path));
    }

    private ZnodeTree put(String path, Stored stored) {
        return new ZnodeTree(nodes.put(path, stored));
    }

    static String parent(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }
}
