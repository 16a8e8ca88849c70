package io.penumbra.zclient.nio;

import io.penumbra.core.id.Principal;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PermissionBits;
import java.nio.file.AccessMode;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code java.nio.file} asks of permissions. */
final class Permissions {
    private static final int ANY_EXECUTE = 0111;
    private static final int OWNER_SHIFT = 6;
    private static final int GROUP_SHIFT = 3;

    private Permissions() {}

    /** The mode of permissions that come without their type. */
    static int mode(Set<?> permissions) {
        return PermissionBits.mode(
                permissions.stream()
                        .map(PosixFilePermission.class::cast)
                        .collect(Collectors.toUnmodifiableSet()));
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
}
