package io.penumbra.zclient;

import io.penumbra.core.Limits;
import io.penumbra.core.id.JournalIndex;
import io.penumbra.proto.Delete;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Undelete;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What changes names and what is known of them, and no bytes; a {@link ZClient} can do all this.
 */
public abstract sealed class NameOperations extends ClusterOperations permits ZClient {
    NameOperations() {}

    /**
     * Gives back what was deleted under this name last, with all that was below it.
     *
     * <pre>{@code
     * z.undelete("/notes");
     * }</pre>
     */
    public FileStatus undelete(String path) throws IOException {
        return names().undelete(Undelete.newBuilder().setPath(path));
    }

    /**
     * The same, under another name.
     *
     * <pre>{@code
     * z.undelete("/notes", "/notes.old");
     * }</pre>
     */
    public FileStatus undelete(String path, String target) throws IOException {
        return names().undelete(Undelete.newBuilder().setPath(path).setTarget(target));
    }

    /**
     * Gives back, under another name, what had this one at that time.
     *
     * <pre>{@code
     * z.undelete("/notes", "/notes.old", Instant.now().minusSeconds(600));
     * }</pre>
     */
    public FileStatus undelete(String path, String target, Instant wasThere) throws IOException {
        var asOf = PointInTime.newBuilder().setTimeMillis(wasThere.toEpochMilli());
        return names().undelete(
                        Undelete.newBuilder().setPath(path).setTarget(target).setAsOf(asOf));
    }

    /**
     * What this path named and names, the oldest first, as far as history and snapshots show it.
     *
     * <pre>{@code
     * z.versions("/notes").forEach(System.out::println);
     * }</pre>
     */
    public List<PastVersion> versions(String path) throws IOException {
        var all = new ArrayList<PastVersion>();
        var next = Optional.of(new JournalIndex(0));
        while (next.isPresent()) {
            var page = versions(path, next.get(), Limits.PAGE_ENTRIES_MAX);
            all.addAll(page.versions());
            next = page.next();
        }
        return all;
    }

    /**
     * At most {@code limit} of them that were seen behind a record.
     *
     * <pre>{@code
     * z.versions("/notes", new JournalIndex(0), 100).next();
     * }</pre>
     */
    public VersionPage versions(String path, JournalIndex after, int limit) throws IOException {
        return names().versions(path, after, limit);
    }

    /**
     * Makes an empty file, with its missing directories; refused if the name is taken.
     *
     * <pre>{@code
     * z.create("/jobs/ready");
     * }</pre>
     */
    public FileStatus create(String path) throws IOException {
        return create(path, CreateOptions.DEFAULT);
    }

    /**
     * The same with a mode or a class.
     *
     * <pre>{@code
     * z.create("/jobs/ready", CreateOptions.DEFAULT.withMode(0600));
     * }</pre>
     */
    public FileStatus create(String path, CreateOptions options) throws IOException {
        return names().create(path, options);
    }

    /**
     * Makes a directory with all that is missing above it; content if it is there already.
     *
     * <pre>{@code
     * z.mkdir("/photos/2026");
     * }</pre>
     */
    public void mkdir(String path) throws IOException {
        mkdir(path, Parents.CREATE);
    }

    /**
     * The same, or refused where the one above it is missing or the name is taken.
     *
     * <pre>{@code
     * z.mkdir("/photos/2026", Parents.REQUIRE);
     * }</pre>
     */
    public void mkdir(String path, Parents parents) throws IOException {
        mkdir(path, parents, Modes.DIRECTORY);
    }

    /**
     * The same with other permission bits than the usual ones.
     *
     * <pre>{@code
     * z.mkdir("/private", Parents.CREATE, 0700);
     * }</pre>
     */
    public void mkdir(String path, Parents parents, int mode) throws IOException {
        Modes.require(mode);
        names().mkdir(path, parents, mode);
    }

    /**
     * Deletes a directory, which must be empty.
     *
     * <pre>{@code
     * z.rmdir("/photos/2026");
     * }</pre>
     */
    public void rmdir(String path) throws IOException {
        names().delete(Delete.newBuilder().setPath(path).setDirectory(true));
    }

    /**
     * Deletes a file, a link, or an empty directory.
     *
     * <pre>{@code
     * z.delete("/notes");
     * }</pre>
     */
    public void delete(String path) throws IOException {
        delete(path, Depth.SINGLE);
    }

    /**
     * Deletes a file or, with {@link Depth#TREE}, a directory with all that is below it: at once,
     * however much that is.
     *
     * <pre>{@code
     * z.delete("/photos", Depth.TREE);
     * }</pre>
     */
    public void delete(String path, Depth depth) throws IOException {
        delete(path, depth, Precondition.NONE);
    }

    /**
     * The same, or refused if something else is there by then.
     *
     * <pre>{@code
     * z.delete("/notes", Depth.SINGLE, Precondition.version(z.stat("/notes").version()));
     * }</pre>
     */
    public void delete(String path, Depth depth, Precondition precondition) throws IOException {
        names().delete(
                        Delete.newBuilder()
                                .setPath(path)
                                .setRecursive(depth == Depth.TREE)
                                .setPrecondition(ToWire.precondition(precondition)));
    }

    /**
     * Gives a file, link or directory another path; refused if something is there.
     *
     * <pre>{@code
     * z.rename("/report.new", "/report");
     * }</pre>
     */
    public void rename(String source, String target) throws IOException {
        rename(source, target, Existing.KEEP);
    }

    /**
     * Gives a file, link or directory another path, in one step: others see the one or the other.
     *
     * <pre>{@code
     * z.rename("/report.new", "/report", Existing.REPLACE);
     * }</pre>
     */
    public void rename(String source, String target, Existing existing) throws IOException {
        rename(source, target, existing, Precondition.NONE);
    }

    /**
     * The same, or refused if the source is not what it was.
     *
     * <pre>{@code
     * var seen = Precondition.version(z.stat("/report.new").version());
     * z.rename("/report.new", "/report", Existing.REPLACE, seen);
     * }</pre>
     */
    public void rename(String source, String target, Existing existing, Precondition precondition)
            throws IOException {
        names().rename(source, target, existing, precondition);
    }

    /**
     * Makes a symbolic link: {@code path} stands for {@code target}, an absolute path or one that
     * begins at the link's directory.
     *
     * <pre>{@code
     * z.link("/current", "releases/2026-11");
     * }</pre>
     */
    public FileStatus link(String path, String target) throws IOException {
        return names().link(path, target);
    }

    /**
     * Changes mode, owner, group, time or storage class, or what is noted beside a file.
     *
     * <pre>{@code
     * z.set("/photos", AttributeChange.NONE.withMode(0750).withStorageClass("cold"));
     * }</pre>
     */
    public FileStatus set(String path, AttributeChange change) throws IOException {
        return names().set(path, change);
    }

    /**
     * Cuts a file short; refused if it is shorter already.
     *
     * <pre>{@code
     * z.truncate("/log", 0);
     * }</pre>
     */
    public FileStatus truncate(String path, long length) throws IOException {
        return names().truncate(path, length);
    }

    /**
     * Locks a file or directory, or is refused with the name of who holds it.
     *
     * <pre>{@code
     * try (var lock = z.lock("/jobs", FileLock.Mode.EXCLUSIVE, Duration.ofMinutes(1))) {
     *     lock.renew();
     * }
     * }</pre>
     */
    public FileLock lock(String path, FileLock.Mode mode, Duration ttl) throws IOException {
        return new FileLock(names(), path, mode, ttl);
    }

    /**
     * Who holds locks on a file or directory.
     *
     * <pre>{@code
     * z.locks("/jobs");
     * }</pre>
     */
    public List<FileLock.Held> locks(String path) throws IOException {
        return names().locks(path);
    }
}
