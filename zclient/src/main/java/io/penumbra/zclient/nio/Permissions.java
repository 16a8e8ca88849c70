package io.penumbra.zclient.nio;

import io.penumbra.core.id.Principal;
import io.penumbra.zclient.FileStatus;
import java.nio.file.AccessMode;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;

/** Permission bits, as {@code java.nio.file} has them and as the cluster has them. */
final class Permissions {
    private static final int ANY_EXECUTE = 0111;
    private static final int OWNER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    private Permissions() {}

    static Set<PosixFilePermission> of(int mode) {
        var all = EnumSet.noneOf(PosixFilePermission.class);
        for (var permission : PosixFilePermission.values()) {
            if ((mode & bit(permission)) != 0) {
                all.add(permission);
            }
        }
        return all;
    }

    static int mode(Set<?> permissions) {
        int mode = 0;
        for (var permission : permissions) {
            mode |= bit((PosixFilePermission) permission);
        }
        return mode;
    }

    /** What a new file or directory is to have; no other attribute can be set with its making. */
    static OptionalInt asked(FileAttribute<?>... attributes) {
        var asked = OptionalInt.empty();
        for (var attribute : attributes) {
            if (!attribute.name().equals("posix:permissions")
                    || !(attribute.value() instanceof Set<?> permissions)) {
                throw OpenMode.unsupported("setting " + attribute.name() + " of a new file");
            }
            if (permissions.isEmpty()) {
                throw OpenMode.unsupported("a new file without any permission");
            }
            asked = OptionalInt.of(mode(permissions));
        }
        return asked;
    }

    /** Whether the mode lets {@code who} do all of this. */
    static boolean allow(FileStatus status, Principal who, AccessMode... wanted) {
        int bits = status.mode();
        if (status.owner().equals(who.user().value())) {
            bits >>= OWNER_SHIFT;
        } else if (who.belongsTo(status.group())) {
            bits >>= GROUP_SHIFT;
        }
        for (var one : wanted) {
            if ((bits & bit(one)) == 0) {
                return false;
            }
        }
        return true;
    }

    /** The superuser may do everything, but execute only what somebody may execute. */
    static boolean allowSuperuser(FileStatus status, AccessMode... wanted) {
        return status.isDirectory()
                || (status.mode() & ANY_EXECUTE) != 0
                || !Set.of(wanted).contains(AccessMode.EXECUTE);
    }

    private static int bit(AccessMode mode) {
        return switch (mode) {
            case READ -> 4;
            case WRITE -> 2;
            case EXECUTE -> 1;
        };
    }

    private static int bit(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 0040;
            case GROUP_WRITE -> 0020;
            case GROUP_EXECUTE -> 0010;
            case OTHERS_READ -> 0004;
            case OTHERS_WRITE -> 0002;
            case OTHERS_EXECUTE -> 0001;
        };
    }
}
