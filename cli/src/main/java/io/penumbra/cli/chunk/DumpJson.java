package io.penumbra.cli.chunk;

import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.Manifest;
import io.penumbra.gateway.json.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/** For programs: one JSON object a line, of which {@code kind} says what it is. */
final class DumpJson implements DumpPrinter {
    private final PrintWriter out;

    DumpJson(PrintWriter out) {
        this.out = out;
    }

    private record Chunk(
            String kind, String chunk, String storageClass, String cluster, int format) {}

    private record Item(
            String kind,
            String itemKind,
            String name,
            long firstIndex,
            long lastIndex,
            String chain,
            long bytes,
            String sha256) {}

    private record Frame(
            String kind,
            long offset,
            String type,
            long version,
            String owner,
            long ownerOffset,
            int length,
            List<Integer> badBlocks,
            boolean versionGoesBack) {}

    private record NoFrame(String kind, long offset, long bytes, String why) {}

    private record Summary(
            String kind,
            long frames,
            long files,
            long streams,
            long items,
            long payloadBytes,
            long headerBytes,
            long damagedFrames,
            long damagedBytes,
            long tailBytes) {}

    @Override
    public void chunk(ChunkHeader header) {
        print(
                new Chunk(
                        "chunk",
                        header.chunk().toString(),
                        header.storageClass().value(),
                        header.cluster().value(),
                        ChunkFormat.FORMAT));
    }

    @Override
    public void manifest(Manifest manifest) {
        var label = manifest.label();
        print(
                new Item(
                        "item",
                        label.kind().name().toLowerCase(Locale.ROOT),
                        label.name(),
                        label.firstIndex(),
                        label.lastIndex(),
                        label.chain(),
                        manifest.bytes(),
                        manifest.sha256()));
    }

    @Override
    public void part(ChunkPart part) {
        switch (part) {
            case ChunkPart.Frame frame -> frame(frame);
            case ChunkPart.Damage(long offset, long bytes, String why) ->
                    print(new NoFrame("damage", offset, bytes, why));
            case ChunkPart.Tail(long offset, long bytes, String what) ->
                    print(new NoFrame("tail", offset, bytes, what));
        }
    }

    private void frame(ChunkPart.Frame frame) {
        var header = frame.header();
        print(
                new Frame(
                        "frame",
                        header.offset(),
                        DumpPrinter.type(header),
                        header.version().value(),
                        DumpPrinter.owner(header),
                        header.owner().offset(),
                        header.length(),
                        frame.badBlocks(),
                        frame.goesBack()));
    }

    @Override
    public void sums(DumpTotals.Sums sums) {
        print(
                new Summary(
                        "summary",
                        sums.frames(),
                        sums.files(),
                        sums.streams(),
                        sums.items(),
                        sums.payloadBytes(),
                        sums.headerBytes(),
                        sums.damagedFrames(),
                        sums.damagedBytes(),
                        sums.tailBytes()));
    }

    private void print(Object value) {
        out.println(Json.text(value));
    }
}
