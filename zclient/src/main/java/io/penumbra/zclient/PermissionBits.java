package io.penumbra.zclient;

import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Permission bits, as {@code java.nio.file} has them and as the cluster has them. */
public final class PermissionBits {
    private PermissionBits() {}

    /**
     * The permissions of a mode.
     *
     * <pre>{@code
     * PermissionBits.of(z.stat("/a").mode());
     * }</pre>
     */
    public static Set<PosixFilePermission> of(int mode) {
        var all = EnumSet.noneOf(PosixFilePermission.class);
        for (var permission : PosixFilePermission.values()) {
            if ((mode & bit(permission)) != 0) {
                all.add(permission);
            }
        }
        return all;
    }

    /**
     * The mode with just these permissions.
     *
     * <pre>{@code
     * PermissionBits.mode(Files.getPosixFilePermissions(path));
     * }</pre>
     */
    public static int mode(Set<PosixFilePermission> permissions) {
        return permissions.stream().mapToInt(PermissionBits::bit).reduce(0, (a, b) -> a | b);
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
