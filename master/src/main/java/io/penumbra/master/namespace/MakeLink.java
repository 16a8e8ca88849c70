package io.penumbra.master.namespace;

import io.penumbra.core.Limits;
import io.penumbra.core.path.FilePath;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.decide.Outcomes;
import io.penumbra.master.record.JournalRecord.LinkMade;
import io.penumbra.master.state.Inode;
import io.penumbra.master.state.Usage;
import io.penumbra.proto.Outcome;
import java.nio.charset.StandardCharsets;

/** A name that stands for another path, which need not be there. */
public final class MakeLink {
    private static final int MODE = 0777;

    private MakeLink() {}

    public static Outcome decide(Draft draft, io.penumbra.proto.MakeLink command)
            throws RefusedException {
        var path = FilePath.parse(command.getPath());
        requireTarget(path, command.getTarget());
        if (path.isRoot()) {
            throw NewEntry.exists(path);
        }
        var parents = NewEntry.Parents.of(command.getParents());
        var entry = NewEntry.at(draft, path, parents, Walk.Links.KEPT);
        if (entry.isTaken()) {
            throw NewEntry.exists(path);
        }
        entry.requireAddable(draft, Usage.file(0));
        var stamp = draft.nextStamp();
        var attributes = entry.inherited(draft, MODE);
        var id = draft.takeInodes(1);
        draft.add(new LinkMade(entry.place(), id, attributes, command.getTarget()));
        var link = new Inode.Link(stamp, attributes, stamp.time(), command.getTarget());
        return Outcomes.file(FileInfos.of(draft).of(path.toString(), id, link));
    }

    private static void requireTarget(FilePath path, String target) throws RefusedException {
        require(path, !target.isEmpty(), "a link's target must not be empty");
        require(
                path,
                StandardCharsets.UTF_8.newEncoder().canEncode(target) && target.indexOf('\0') < 0,
                "a link's target is valid Unicode without NUL");
        require(
                path,
                bytes(target) <= Limits.PATH_BYTES_MAX,
                "a link's target has at most " + Limits.PATH_BYTES_MAX + " bytes");
        for (var name : target.split("/", -1)) {
            require(
                    path,
                    bytes(name) <= Limits.NAME_BYTES_MAX,
                    "a component of a path has at most " + Limits.NAME_BYTES_MAX + " bytes");
        }
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static void require(FilePath path, boolean rule, String words) throws RefusedException {
        if (!rule) {
            throw new RefusedException(RefusalCode.INVALID_ARGUMENT, path.toString(), words);
        }
    }
}
