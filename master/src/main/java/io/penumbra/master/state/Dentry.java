package io.penumbra.master.state;

import io.penumbra.core.Invariant;
import io.penumbra.core.id.InodeId;

/** What a name in a directory stands for. */
public record Dentry(Stamp stamp, InodeId inode, Kind kind) {
    public enum Kind {
        FILE,
        DIRECTORY
    }

    private static final int FORM_FILE = 1;
    private static final int FORM_DIRECTORY = 2;

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    byte[] encode() {
        return new ValueWriter(isDirectory() ? FORM_DIRECTORY : FORM_FILE)
                .stamp(stamp)
                .id(inode.value())
                .done();
    }

    static Dentry decode(byte[] bytes) {
        var in = new ValueReader(bytes);
        int form = in.form();
        Invariant.check(form == FORM_FILE || form == FORM_DIRECTORY, "dentry of form %s", form);
        return new Dentry(
                in.stamp(),
                new InodeId(in.id()),
                form == FORM_DIRECTORY ? Kind.DIRECTORY : Kind.FILE);
    }
}
