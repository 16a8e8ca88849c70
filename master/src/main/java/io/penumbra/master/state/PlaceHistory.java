package io.penumbra.master.state;

import io.penumbra.core.id.InodeId;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.core.port.StateReader;
import io.penumbra.master.record.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The files that had a name, version after version, as far as history and snapshots show them: a
 * name holds one file after the other, and a file one content after the other.
 */
public final class PlaceHistory {
    private static final long STILL = Long.MAX_VALUE;

    /** A page ends after so many values, however few versions they are. */
    private static final int VALUES_MAX = 10_000;

    private PlaceHistory() {}

    /** Why a version is not seen any more. */
    public enum End {
        CURRENT,
        EDITED,
        REPLACED,
        REMOVED
    }

    /**
     * One content under the name.
     *
     * @param file as it was seen last
     * @param until empty if it is still there, and if nobody knows any more
     * @param seenAt the last record as of which it can be read
     */
    public record Version(
            InodeId inode,
            Inode.File file,
            Instant since,
            Optional<Instant> until,
            End end,
            JournalIndex seenAt) {}

    /**
     * Some of them, the oldest first.
     *
     * @param next there may be more behind this record
     */
    public record Page(List<Version> versions, OptionalLong next) {}

    /** What was seen behind a record. */
    public static Page of(StateReader state, Place place, long after, int versionsMax) {
        var found = new ArrayList<Version>();
        try (var seen = new SeenFiles(state, place, after)) {
            var first = seen.next();
            var last = first;
            for (int values = 1; last.isPresent(); values++) {
                var next = seen.next();
                boolean goesOn = next.filter(last.get()::isSameAs).isPresent();
                if (!goesOn || values >= VALUES_MAX) {
                    version(state, first.get(), last.get(), next).ifPresent(found::add);
                    boolean isFull = found.size() >= versionsMax || values >= VALUES_MAX;
                    if (isFull && next.isPresent()) {
                        return new Page(found, OptionalLong.of(last.get().end()));
                    }
                    first = next;
                }
                last = next;
            }
        }
        return new Page(found, OptionalLong.empty());
    }

    /** Empty if nothing shows it any more. */
    private static Optional<Version> version(
            StateReader state, Seen first, Seen last, Optional<Seen> next) {
        boolean isCurrent = last.end() == STILL;
        boolean isFollowed = next.filter(it -> it.begin() == last.end()).isPresent();
        var end =
                isCurrent
                        ? End.CURRENT
                        : !isFollowed
                                ? End.REMOVED
                                : next.get().inode().equals(last.inode())
                                        ? End.EDITED
                                        : End.REPLACED;
        Optional<Instant> until =
                switch (end) {
                    case CURRENT -> Optional.empty();
                    case EDITED, REPLACED -> next.map(it -> it.since().time());
                    case REMOVED -> Moments.timeOf(state, new JournalIndex(last.end()));
                };
        return seenAt(state, first.begin(), last.end())
                .map(index ->
                        new Version(
                                last.inode(),
                                last.file(),
                                first.since().time(),
                                until,
                                end,
                                index));
    }

    private static Optional<JournalIndex> seenAt(StateReader state, long begin, long end) {
        if (end == STILL) {
            return Optional.of(Meta.applied(state).index());
        }
        var last = new JournalIndex(end - 1);
        if (last.compareTo(Forgetting.forgotten(state)) >= 0) {
            return Optional.of(last);
        }
        var pinned = Snapshots.newest(state, begin, end);
        return pinned.isPresent()
                ? Optional.of(new JournalIndex(pinned.getAsLong()))
                : Optional.empty();
    }

    /**
     * A file as it was under the name from one record on, up to but not including another.
     *
     * @param since what made it so: its content, or its coming under this name
     */
    private record Seen(InodeId inode, Inode.File file, Stamp since, long begin, long end) {
        boolean isSameAs(Seen other) {
            return end == other.begin
                    && inode.equals(other.inode)
                    && file.version().equals(other.file.version());
        }
    }

    /** All that was seen under the name, in order. */
    private static final class SeenFiles implements AutoCloseable {
        private final StateReader state;
        private final long after;
        private final Values names;
        private @Nullable Values contents;
        private @Nullable Dentry dentry;
        private long begin;
        private long end;

        SeenFiles(StateReader state, Place place, long after) {
            this.state = state;
            this.after = after;
            names = new Values(state, Table.dentry(place), after);
        }

        Optional<Seen> next() {
            while (true) {
                var content = nextContent();
                if (content.isPresent()) {
                    return content;
                }
                var name = names.next();
                if (name.isEmpty()) {
                    return Optional.empty();
                }
                enter(name.get());
            }
        }

        private void enter(Held name) {
            var entered = Dentry.decode(name.value());
            begin = Math.max(entered.stamp().index().value(), after);
            end = name.end();
            dentry = entered;
            if (entered.kind() == Dentry.Kind.FILE) {
                contents = new Values(state, Table.INODES.key(entered.inode().value()), begin);
            }
        }

        private Optional<Seen> nextContent() {
            var open = contents;
            var name = dentry;
            if (open == null || name == null) {
                return Optional.empty();
            }
            var held = open.next();
            boolean isLast = held.isEmpty() || held.get().end() >= end;
            if (isLast) {
                open.close();
                contents = null;
            }
            return held.map(it -> seen(name, it));
        }

        private Seen seen(Dentry name, Held content) {
            if (!(Inode.decode(content.value()) instanceof Inode.File file)) {
                throw new IllegalStateException(name.inode() + " is no file");
            }
            boolean isNewer = file.stamp().index().compareTo(name.stamp().index()) > 0;
            var seen =
                    new Seen(
                            name.inode(),
                            file,
                            isNewer ? file.stamp() : name.stamp(),
                            begin,
                            Math.min(end, content.end()));
            begin = seen.end();
            return seen;
        }

        @Override
        public void close() {
            try (names) {
                if (contents != null) {
                    contents.close();
                }
            }
        }
    }

    /** What a key held up to but not including a record. */
    private record Held(byte[] value, long end) {}

    /** The past of a key that ended behind a record, and then its present. */
    private static final class Values implements AutoCloseable {
        private final StateReader state;
        private final byte[] key;
        private final StateReader.Cursor past;
        private boolean isOver;

        Values(StateReader state, byte[] key, long behind) {
            this.state = state;
            this.key = key;
            past = state.scan(HistoryKey.of(key, behind + 1), HistoryKey.of(key, STILL));
        }

        Optional<Held> next() {
            if (isOver) {
                return Optional.empty();
            }
            if (past.next()) {
                long end = HistoryKey.end(past.key());
                return Optional.of(new Held(Past.decode(end, past.value()).value(), end));
            }
            isOver = true;
            return Optional.ofNullable(state.get(key)).map(value -> new Held(value, STILL));
        }

        @Override
        public void close() {
            past.close();
        }
    }
}
