package io.penumbra.master.namespace;

import io.penumbra.core.id.Principal;
import io.penumbra.core.port.StateReader;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.master.decide.Draft;
import io.penumbra.master.record.Attributes;
import io.penumbra.master.state.Meta;

/** What one who asks may do: as the modes of files and directories say, or, for one, everything. */
public record Access(Principal who, boolean isSuperuser) {
    private static final int STICKY = 01000;

    /** What a mode grants, by its bit for everybody. */
    enum Right {
        READ(4, "read"),
        WRITE(2, "write to"),
        SEARCH(1, "pass through");

        private final int bit;
        private final String words;

        Right(int bit, String words) {
            this.bit = bit;
            this.words = words;
        }
    }

    public static Access of(StateReader state, Principal who) {
        return new Access(
                who,
                Meta.founding(state)
                        .map(founding -> founding.superuser().equals(who.user()))
                        .orElse(false));
    }

    static Access of(Draft draft) {
        return of(draft.state(), draft.principal());
    }

    void require(Right right, Attributes of, String path) throws RefusedException {
        if (!may(right, of)) {
            throw denied(path, "may not " + right.words + " it", of);
        }
    }

    /** Entries of a sticky directory are removed by their owners and by its own only. */
    void requireMayRemove(Attributes directory, Attributes entry, String path)
            throws RefusedException {
        if ((directory.mode() & STICKY) != 0 && !owns(directory) && !owns(entry)) {
            throw denied(path, "may not remove it from a sticky directory", entry);
        }
    }

    void requireOwner(Attributes of, String path) throws RefusedException {
        if (!owns(of)) {
            throw denied(path, "may not change it", of);
        }
    }

    /** The subject is what only the superuser changes. */
    public void requireSuperuser(String subject) throws RefusedException {
        if (!isSuperuser) {
            throw new RefusedException(
                    RefusalCode.PERMISSION_DENIED,
                    subject,
                    "only the superuser may do this, not " + who.user());
        }
    }

    boolean owns(Attributes of) {
        return isSuperuser || of.owner().equals(who.user());
    }

    boolean may(Right right, Attributes of) {
        int bits = of.mode();
        if (of.owner().equals(who.user())) {
            bits >>= 6;
        } else if (who.belongsTo(of.group())) {
            bits >>= 3;
        }
        return isSuperuser || (bits & right.bit) != 0;
    }

    private RefusedException denied(String path, String words, Attributes of) {
        return new RefusedException(
                RefusalCode.PERMISSION_DENIED,
                path,
                "%s %s: it belongs to %s:%s, mode %04o"
                        .formatted(who.user(), words, of.owner(), of.group(), of.mode()));
    }
}
