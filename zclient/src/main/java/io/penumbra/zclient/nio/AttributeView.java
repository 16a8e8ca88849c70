package io.penumbra.zclient.nio;

import io.penumbra.zclient.AttributeChange;
import io.penumbra.zclient.Links;
import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads and changes the attributes of one path.
 *
 * @param name of the view that was asked for
 */
record AttributeView(PenumbraPath path, Links links, String name)
        implements PosixFileAttributeView {
    @Override
    public PenumbraAttributes readAttributes() throws IOException {
        return Refusals.mapped(
                path, () -> new PenumbraAttributes(path.client().stat(path.asked(), links)));
    }

    /** The other two times are not kept. */
    @Override
    public void setTimes(
            @Nullable FileTime lastModified,
            @Nullable FileTime lastAccess,
            @Nullable FileTime creation)
            throws IOException {
        if (lastModified != null) {
            change(AttributeChange.NONE.withModified(lastModified.toInstant()));
        }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
        change(AttributeChange.NONE.withMode(Permissions.mode(permissions)));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
        return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
        change(AttributeChange.NONE.withOwner(owner.getName()));
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
        change(AttributeChange.NONE.withGroup(group.getName()));
    }

    private void change(AttributeChange change) throws IOException {
        Refusals.mappedAction(path, () -> path.client().set(path.asked(), change.with(links)));
    }
}
