package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.id.UserName;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.record.JournalRecord.AttributesSet;
import io.penumbra.master.state.Inode;
import io.penumbra.proto.Outcome;
import io.penumbra.proto.SetAttributes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.TreeMap;

/** A file, directory or link gets another mode, owner, group, time, class, or notes beside it. */
public final class ChangeAttributes {
    /** Times a client may set: from 1970 to the year 9999. */
    private static final long MILLIS_MAX = 253_402_300_799_999L;

    private final Draft draft;
    private final Access access;
    private final SetAttributes command;
    private final FilePath path;
    private final Inode inode;

    private ChangeAttributes(
            Draft draft, Access access, SetAttributes command, FilePath path, Inode inode) {
        this.draft = draft;
        this.access = access;
        this.command = command;
        this.path = path;
        this.inode = inode;
    }

    public static Outcome decide(Draft draft, SetAttributes command) throws RefusedException {
        var path = FilePath.parse(command.getPath());
        var access = Access.of(draft);
        var last = command.getNoFollow() ? Walk.Links.KEPT : Walk.Links.FOLLOWED;
        var found = Walk.require(draft.state(), access, path, last);
        var change = new ChangeAttributes(draft, access, command, path, found.inode());
        var attributes = change.attributes();
        var modified = change.modified();
        var inode = found.inode();
        if (!attributes.equals(inode.attributes()) || !modified.equals(inode.modified())) {
            inode = inode.withAttributes(draft.nextStamp(), attributes, modified);
            draft.add(new AttributesSet(found.id(), attributes, modified));
        }
        var info = FileInfos.of(draft).of(path.toString(), found.id(), inode);
        return Outcomes.file(FileInfos.withExtras(info, attributes));
    }

    private Attributes attributes() throws RefusedException {
        var next = withMode(inode.attributes());
        next = withGroup(withOwner(next));
        if (command.hasStorageClass()) {
            requireNoLink("storage class");
            access.requireOwner(inode.attributes(), path.toString());
            next = next.with(NewEntry.requireClass(draft, command.getStorageClass()));
        }
        return withExtras(next);
    }

    private Attributes withMode(Attributes from) throws RefusedException {
        if (!command.hasMode()) {
            return from;
        }
        NewEntry.requireMode(path, command.getMode());
        requireNoLink("mode");
        access.requireOwner(inode.attributes(), path.toString());
        return from.withMode(command.getMode());
    }

    /** Giving away is for the superuser. */
    private Attributes withOwner(Attributes from) throws RefusedException {
        if (!command.hasOwner()) {
            return from;
        }
        requireName("an owner", command.getOwner());
        var owner = new UserName(command.getOwner());
        access.requireOwner(inode.attributes(), path.toString());
        if (!owner.equals(from.owner())) {
            access.requireSuperuser(path.toString());
        }
        return from.withOwner(owner);
    }

    private Attributes withGroup(Attributes from) throws RefusedException {
        if (!command.hasGroup()) {
            return from;
        }
        requireName("a group", command.getGroup());
        access.requireOwner(inode.attributes(), path.toString());
        if (!access.who().belongsTo(command.getGroup())
                && !command.getGroup().equals(from.group())) {
            access.requireSuperuser(path.toString());
        }
        return from.withGroup(command.getGroup());
    }

    private Attributes withExtras(Attributes from) throws RefusedException {
        if (command.getSetExtrasCount() + command.getRemoveExtrasCount() == 0) {
            return from;
        }
        requireNoLink("noted attribute");
        access.require(Access.Right.WRITE, inode.attributes(), path.toString());
        var extras = new TreeMap<>(from.extras());
        for (var name : command.getRemoveExtrasList()) {
            requireFree(name);
            extras.remove(name);
        }
        for (var extra : command.getSetExtrasList()) {
            requireName("an attribute's name", extra.getName());
            requireFree(extra.getName());
            extras.put(extra.getName(), extra.getValue());
        }
        int bytes = 0;
        for (var extra : extras.entrySet()) {
            if (!extra.getKey().equals(AppendsOnce.NOTE)) {
                bytes += bytes(extra.getKey()) + extra.getValue().size();
            }
        }
        require(
                bytes <= Limits.EXTRAS_BYTES_MAX,
                "noted attributes of one file have at most %d bytes together, not %d"
                        .formatted(Limits.EXTRAS_BYTES_MAX, bytes));
        return from.withExtras(extras);
    }

    /** When content changed, as somebody says. */
    static Instant time(FilePath path, long millis) throws RefusedException {
        if (millis < 0 || millis > MILLIS_MAX) {
            throw new RefusedException(
                    RefusalCode.INVALID_ARGUMENT, path.toString(), "a time is within 1970 to 9999");
        }
        return Instant.ofEpochMilli(millis);
    }

    private Instant modified() throws RefusedException {
        return switch (command.getModifiedCase()) {
            case MODIFIED_MILLIS -> {
                var time = time(path, command.getModifiedMillis());
                access.requireOwner(inode.attributes(), path.toString());
                yield time;
            }
            case MODIFIED_NOW -> {
                if (!access.owns(inode.attributes())) {
                    access.require(Access.Right.WRITE, inode.attributes(), path.toString());
                }
                yield draft.context().now();
            }
            case MODIFIED_NOT_SET -> inode.modified();
        };
    }

    private void requireNoLink(String what) throws RefusedException {
        require(!(inode instanceof Inode.Link), "a link has no " + what + " of its own");
    }

    private void requireName(String what, String name) throws RefusedException {
        require(
                !name.isEmpty() && bytes(name) <= Limits.NAME_BYTES_MAX,
                what + " has 1 to " + Limits.NAME_BYTES_MAX + " bytes");
    }

    private void requireFree(String name) throws RefusedException {
        require(!name.equals(AppendsOnce.NOTE), name + " is the cluster's own note");
    }

    private void require(boolean rule, String words) throws RefusedException {
        if (!rule) {
            throw new RefusedException(RefusalCode.INVALID_ARGUMENT, path.toString(), words);
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
