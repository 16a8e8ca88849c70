package io.penumbra.master;

import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.placement.Servers;
import io.penumbra.proto.FileInfo;
import io.penumbra.proto.FileKind;
import io.penumbra.proto.Lookup;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that a whole tree shows, read question by question.
 *
 * @param entries what is known of each path
 */
record Picture(Map<String, Seen> entries) {
    /**
     * What is seen of one path.
     *
     * @param text all that holds at every single moment
     * @param atSeconds of a directory: what is right at whole seconds and in snapshots only
     */
    record Seen(long inode, String text, String atSeconds) {}

    static Picture of(StateReader state, PointInTime at) throws RefusedException {
        var picture = new TreeMap<String, Seen>();
        add(state, at, "/", picture);
        return new Picture(picture);
    }

    private static void add(
            StateReader state, PointInTime at, String path, Map<String, Seen> picture)
            throws RefusedException {
        var stat = Stat.newBuilder().setPath(path).setNoFollow(true).setAsOf(at);
        var info = ask(state, Query.newBuilder().setStat(stat)).getFile();
        if (info.getKind() != FileKind.DIRECTORY) {
            var text = rights(info) + content(state, at, info);
            picture.put(path, new Seen(info.getInode(), text, ""));
        } else {
            var text = rights(info) + " entries " + info.getCopies();
            picture.put(path, new Seen(info.getInode(), "directory", text));
            var list = io.penumbra.proto.List.newBuilder().setPath(path).setAsOf(at);
            var listing = ask(state, Query.newBuilder().setList(list)).getListing();
            for (var entry : listing.getEntriesList()) {
                add(state, at, entry.getPath(), picture);
            }
        }
    }

    private static io.penumbra.proto.Answer ask(StateReader state, Query.Builder query)
            throws RefusedException {
        return Queries.answer(state, query.build(), Realm.ANN, Servers.NONE);
    }

    private static String rights(FileInfo info) {
        return "%s %s:%s %o"
                .formatted(info.getKind(), info.getOwner(), info.getGroup(), info.getMode());
    }

    private static String content(StateReader state, PointInTime at, FileInfo info)
            throws RefusedException {
        if (info.getKind() == FileKind.LINK) {
            return " -> " + info.getTarget();
        }
        var lookup = Lookup.newBuilder().setPath(info.getPath()).setAsOf(at);
        var layout = ask(state, Query.newBuilder().setLookup(lookup)).getLayout();
        return " %d %d %d %s"
                .formatted(
                        info.getLength(),
                        info.getVersion(),
                        info.getModifiedMillis(),
                        layout.getExtentsList());
    }

    /** Without what is right at whole seconds only. */
    Map<String, String> texts() {
        var texts = new TreeMap<String, String>();
        entries.forEach((path, seen) -> texts.put(path, seen.text()));
        return texts;
    }

    /** What is below a path, by the rest of its own. */
    Map<String, String> below(String top) {
        var texts = new TreeMap<String, String>();
        entries.forEach((path, seen) -> {
            if (path.equals(top) || path.startsWith(top + "/")) {
                texts.put(path.substring(top.length()), seen.text());
            }
        });
        return texts;
    }
}
