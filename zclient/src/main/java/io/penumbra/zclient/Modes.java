package io.penumbra.zclient;

/** Permission bits, after the usual umask of 022. */
final class Modes {
    static final int FILE = 0644;
    static final int DIRECTORY = 0755;
    private static final int ALL = 07777;

    private Modes() {}

    static void require(int mode) {
        if ((mode & ~ALL) != 0) {
            throw new IllegalArgumentException("not permission bits: 0%o".formatted(mode));
        }
    }

    /** As {@code ls -l} shows them. */
    static String text(FileKind kind, int mode) {
        var text =
                new StringBuilder(
                        switch (kind) {
                            case FILE -> "-";
                            case DIRECTORY -> "d";
                            case LINK -> "l";
                        });
        for (int bit = 8; bit >= 0; bit--) {
            text.append((mode >> bit & 1) == 1 ? "xwr".charAt(bit % 3) : '-');
        }
        return text.toString();
    }
}
