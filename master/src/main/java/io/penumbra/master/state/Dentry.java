package io.penumbra.master.state;

import io.penumbra.core.id.InodeId;

/** What a name in a directory stands for. */
public record Dentry(Stamp stamp, InodeId inode, Kind kind) {
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK;

        static Kind of(Inode inode) {
            return switch (inode) {
                case Inode.File _ -> FILE;
                case Inode.Directory _ -> DIRECTORY;
                case Inode.Link _ -> LINK;
            };
        }
    }

    private static final int FORM_FILE = 1;
    private static final int FORM_DIRECTORY = 2;
    private static final int FORM_LINK = 3;

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    public boolean isLink() {
        return kind == Kind.LINK;
    }

    byte[] encode() {
        int form =
                switch (kind) {
                    case FILE -> FORM_FILE;
                    case DIRECTORY -> FORM_DIRECTORY;
                    case LINK -> FORM_LINK;
                };
        return new ValueWriter(form).stamp(stamp).id(inode.value()).done();
    }

    static Dentry decode(byte[] bytes) {
        var in = new ValueReader(bytes);
        var kind =
                switch (in.form()) {
                    case FORM_FILE -> Kind.FILE;
                    case FORM_DIRECTORY -> Kind.DIRECTORY;
                    case FORM_LINK -> Kind.LINK;
                    default -> throw new IllegalStateException("dentry of unknown form");
                };
        return new Dentry(in.stamp(), new InodeId(in.id()), kind);
    }
}
