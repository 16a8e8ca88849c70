package io.penumbra.zclient.nio;

import io.penumbra.zclient.FileKind;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.PermissionBits;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** What is known of a file; of its times only when its content last changed. */
record PenumbraAttributes(FileStatus status) implements PosixFileAttributes {
    @Override
    public FileTime lastModifiedTime() {
        return FileTime.from(status.modified());
    }

    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
        return status.kind() == FileKind.FILE;
    }

    @Override
    public boolean isDirectory() {
        return status.isDirectory();
    }

    @Override
    public boolean isSymbolicLink() {
        return status.isLink();
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return status.length();
    }

    @Override
    public Object fileKey() {
        return status.inode();
    }

    @Override
    public UserPrincipal owner() {
        return new Owner(status.owner());
    }

    @Override
    public GroupPrincipal group() {
        return new Owner(status.group());
    }

    @Override
    public Set<PosixFilePermission> permissions() {
        return PermissionBits.of(status.mode());
    }
}
