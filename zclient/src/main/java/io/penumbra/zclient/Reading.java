package io.penumbra.zclient;

import io.penumbra.proto.Lookup;
import io.penumbra.proto.PointInTime;
import io.penumbra.proto.Query;
import io.penumbra.proto.Stat;
import io.penumbra.zclient.data.ChunkClient;
import io.penumbra.zclient.data.PinnedFile;
import io.penumbra.zclient.meta.Caller;
import java.io.IOException;
import java.util.Optional;

/**
 * What all reading comes down to.
 *
 * @param at when; the present if nothing is set
 */
record Reading(Names names, ChunkClient chunks, PointInTime at) implements FileTree {
    @Override
    public FileStatus stat(String path, Links links) throws IOException {
        return status(about(path, links));
    }

    @Override
    public FileStatus examine(String path, Links links) throws IOException {
        return status(about(path, links).setThorough(true));
    }

    private Stat.Builder about(String path, Links links) {
        return Stat.newBuilder().setPath(path).setNoFollow(links == Links.KEEP).setAsOf(at);
    }

    private FileStatus status(Stat.Builder stat) throws IOException {
        return FromWire.status(names.ask(Query.newBuilder().setStat(stat)).getFile());
    }

    @Override
    public Page list(String path, String after, int limit) throws IOException {
        var list =
                io.penumbra.proto.List.newBuilder()
                        .setPath(path)
                        .setAfter(after)
                        .setLimit(limit)
                        .setAsOf(at);
        var listing = names.ask(Query.newBuilder().setList(list)).getListing();
        var entries = listing.getEntriesList().stream().map(FromWire::status).toList();
        return new Page(
                entries,
                listing.getMore() && !entries.isEmpty()
                        ? Optional.of(entries.getLast().name())
                        : Optional.empty());
    }

    @Override
    public FileReader open(String path) throws IOException {
        return open(path, 0, Long.MAX_VALUE);
    }

    @Override
    public FileReader open(String path, long from, long to) throws IOException {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("no bytes are from %d to %d".formatted(from, to));
        }
        var caller = Caller.of(names.who());
        var lookup = Lookup.newBuilder().setPath(path).setFrom(from).setTo(to).setAsOf(at).build();
        var layout = names.ask(Query.newBuilder().setLookup(lookup)).getLayout();
        return new FileReader(new PinnedFile(lookup, layout), chunks, caller);
    }
}
