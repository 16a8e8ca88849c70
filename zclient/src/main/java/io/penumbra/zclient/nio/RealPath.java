package io.penumbra.zclient.nio;

import io.penumbra.core.Limits;
import io.penumbra.zclient.Links;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Where a path leads, link by link: only the names that are walked through are asked for. */
final class RealPath {
    private final PenumbraPath path;
    private final ArrayDeque<String> ahead;
    private final ArrayList<String> behind = new ArrayList<>();
    private int followed;

    private RealPath(PenumbraPath path) {
        this.path = path;
        ahead = new ArrayDeque<>(path.names());
    }

    static PenumbraPath of(PenumbraPath path, Links links) throws IOException {
        if (links == Links.KEEP) {
            var kept = path.toAbsolutePath().normalize();
            var _ = Refusals.mapped(path, () -> path.client().stat(path.asked(), links));
            return kept;
        }
        return new RealPath(path).walked();
    }

    private PenumbraPath walked() throws IOException {
        while (!ahead.isEmpty()) {
            var name = ahead.removeFirst();
            if (name.equals("..")) {
                if (!behind.isEmpty()) {
                    behind.removeLast();
                }
            } else if (!name.equals(".")) {
                behind.add(name);
                followLink();
            }
        }
        return path.absolute(behind);
    }

    private void followLink() throws IOException {
        var here = path.absolute(behind);
        var status = Refusals.mapped(path, () -> here.client().stat(here.asked(), Links.KEEP));
        if (status.target().isEmpty()) {
            return;
        }
        if (++followed > Limits.LINKS_FOLLOWED_MAX) {
            throw new FileSystemLoopException(path.toString());
        }
        var target = status.target().get();
        if (target.startsWith("/")) {
            behind.clear();
        } else {
            behind.removeLast();
        }
        List<String> names = Stream.of(target.split("/", -1)).filter(n -> !n.isEmpty()).toList();
        names.reversed().forEach(ahead::addFirst);
    }
}
