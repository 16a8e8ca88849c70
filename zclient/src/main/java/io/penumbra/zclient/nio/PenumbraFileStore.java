package io.penumbra.zclient.nio;

import io.penumbra.zclient.ProcessStatus;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The disks of all live chunkservers together; each copy of a file's bytes takes of them. */
final class PenumbraFileStore extends FileStore {
    static final Set<Class<? extends FileAttributeView>> VIEWS =
            Set.of(
                    BasicFileAttributeView.class,
                    FileOwnerAttributeView.class,
                    PosixFileAttributeView.class);

    private final PenumbraPath root;

    PenumbraFileStore(PenumbraPath root) {
        this.root = root;
    }

    @Override
    public String name() {
        return root.getFileSystem().cluster().toString();
    }

    @Override
    public String type() {
        return ClusterUri.SCHEME;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public long getTotalSpace() throws IOException {
        return sum(ProcessStatus::capacityBytes);
    }

    @Override
    public long getUsableSpace() throws IOException {
        return sum(ProcessStatus::freeBytes);
    }

    @Override
    public long getUnallocatedSpace() throws IOException {
        return sum(ProcessStatus::freeBytes);
    }

    @Override
    public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
        return VIEWS.contains(type);
    }

    @Override
    public boolean supportsFileAttributeView(String name) {
        return NamedAttributes.VIEWS.contains(name);
    }

    @Override
    public <V extends FileStoreAttributeView> @Nullable V getFileStoreAttributeView(Class<V> type) {
        return null;
    }

    @Override
    public Object getAttribute(String attribute) throws IOException {
        return switch (attribute) {
            case "totalSpace" -> getTotalSpace();
            case "usableSpace" -> getUsableSpace();
            case "unallocatedSpace" -> getUnallocatedSpace();
            default -> throw OpenMode.unsupported("the attribute " + attribute);
        };
    }

    @Override
    public String toString() {
        return name();
    }

    private long sum(ToLongFunction<ProcessStatus> bytes) throws IOException {
        var cluster = Refusals.mapped(root, () -> root.client().cluster());
        return cluster.processes().stream()
                .filter(process -> process.live() && process.role().equals("chunkserver"))
                .mapToLong(bytes)
                .sum();
    }
}
