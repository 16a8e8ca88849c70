package io.penumbra.zclient.nio;

import io.penumbra.core.id.Principal;
import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.zclient.FileStatus;
import io.penumbra.zclient.Links;
import io.penumbra.zclient.PenumbraException;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** One cluster, on behalf of one user. Closing it closes its client. */
final class PenumbraFileSystem extends FileSystem {
    private final PenumbraFileSystemProvider provider;
    private final ClusterUri cluster;
    private final Principal who;
    private final ZClient client;
    private volatile boolean closed;

    /** Takes the client over. */
    PenumbraFileSystem(
            PenumbraFileSystemProvider provider,
            ClusterUri cluster,
            Principal who,
            ZClient client) {
        this.provider = provider;
        this.cluster = cluster;
        this.who = who;
        this.client = client;
    }

    ClusterUri cluster() {
        return cluster;
    }

    Principal who() {
        return who;
    }

    ZClient client() {
        if (closed) {
            throw new ClosedFileSystemException();
        }
        return client;
    }

    Optional<FileStatus> find(PenumbraPath path, Links links) throws IOException {
        try {
            return Optional.of(client().stat(path.asked(), links));
        } catch (PenumbraException e) {
            if (e.code() == RefusalCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw Refusals.of(e, path.toString());
        }
    }

    static Links links(LinkOption... options) {
        return List.of(options).contains(LinkOption.NOFOLLOW_LINKS) ? Links.KEEP : Links.FOLLOW;
    }

    static UnsupportedOperationException noWatching() {
        return OpenMode.unsupported("a watch service");
    }

    @Override
    public PenumbraFileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            provider.forget(this);
            client.close();
        }
    }

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(getPath("/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of(store());
    }

    FileStore store() {
        return new PenumbraFileStore(getPath("/"));
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return NamedAttributes.VIEWS;
    }

    @Override
    public PenumbraPath getPath(String first, String... more) {
        return PenumbraPath.parse(this, first, more);
    }

    @Override
    public PathMatcher getPathMatcher(String syntaxAndPattern) {
        int colon = syntaxAndPattern.indexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException(
                    "neither glob:PATTERN nor regex:PATTERN: " + syntaxAndPattern);
        }
        var text = syntaxAndPattern.substring(colon + 1);
        var pattern =
                switch (syntaxAndPattern.substring(0, colon).toLowerCase(Locale.ROOT)) {
                    case "glob" -> Glob.pattern(text);
                    case "regex" -> Pattern.compile(text);
                    default -> throw OpenMode.unsupported("the syntax of " + syntaxAndPattern);
                };
        return path -> pattern.matcher(path.toString()).matches();
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return new UserPrincipalLookupService() {
            @Override
            public UserPrincipal lookupPrincipalByName(String name) {
                return new Owner(Objects.requireNonNull(name, "name"));
            }

            @Override
            public GroupPrincipal lookupPrincipalByGroupName(String group) {
                return new Owner(Objects.requireNonNull(group, "group"));
            }
        };
    }

    @Override
    public WatchService newWatchService() {
        throw noWatching();
    }

    @Override
    public String toString() {
        return ClusterUri.SCHEME + "://" + cluster;
    }
}
