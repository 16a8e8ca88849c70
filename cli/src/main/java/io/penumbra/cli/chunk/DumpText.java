package io.penumbra.cli.chunk;

import com.google.errorprone.annotations.FormatMethod;
import io.penumbra.core.chunk.ChunkFormat;
import io.penumbra.core.chunk.ChunkHeader;
import io.penumbra.core.chunk.Manifest;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** For people. Columns have fixed widths: a chunk may hold a million frames. */
final class DumpText implements DumpPrinter {
    private final PrintWriter out;
    private boolean headed;

    DumpText(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void chunk(ChunkHeader header) {
        say(
                "%s of class %s, cluster %s, format %d",
                header.chunk(), header.storageClass(), header.cluster(), ChunkFormat.FORMAT);
    }

    @Override
    public void manifest(Manifest manifest) {
        var label = manifest.label();
        say("%s %s", label.kind().name().toLowerCase(Locale.ROOT), label.name());
        if (label.lastIndex() > 0) {
            say(
                    "    of the records %,d to %,d, chained checksum %s",
                    label.firstIndex(), label.lastIndex(), label.chain());
        }
        say("    %,d bytes, SHA-256 %s", manifest.bytes(), manifest.sha256());
    }

    @Override
    public void part(ChunkPart part) {
        if (!headed) {
            say(
                    "%10s  %-8s  %7s  %-18s  %13s  %6s  %s",
                    "OFFSET", "TYPE", "VERSION", "OWNER", "AT", "LENGTH", "CHECKSUMS");
            headed = true;
        }
        switch (part) {
            case ChunkPart.Frame frame -> frame(frame);
            case ChunkPart.Damage(long offset, long bytes, String why) ->
                    say("%10d  damaged   %,d bytes up to the next frame: %s", offset, bytes, why);
            case ChunkPart.Tail(long offset, long bytes, String what) ->
                    say("%10d  tail      %,d bytes up to the end: %s", offset, bytes, what);
        }
    }

    private void frame(ChunkPart.Frame frame) {
        var header = frame.header();
        say(
                "%10d  %-8s  %7s  %-18s  %13d  %6d  %s",
                header.offset(),
                DumpPrinter.type(header),
                header.version(),
                DumpPrinter.owner(header),
                header.owner().offset(),
                header.length(),
                verdict(frame));
    }

    private static String verdict(ChunkPart.Frame frame) {
        if (frame.isRight()) {
            return "ok";
        }
        var faults = new ArrayList<String>();
        if (!frame.badBlocks().isEmpty()) {
            var numbers = frame.badBlocks().stream().map(String::valueOf);
            faults.add(
                    "BAD: block %s of %d"
                            .formatted(
                                    numbers.collect(Collectors.joining(", ")),
                                    frame.header().crcs().length));
        }
        if (frame.goesBack()) {
            faults.add("BAD: its version goes back");
        }
        return String.join("; ", faults);
    }

    @Override
    public void sums(DumpTotals.Sums sums) {
        say(
                "%s, %s of %s, %s (%.1f %%) of headers; %s",
                count(sums.frames(), "frame"),
                count(sums.payloadBytes(), "byte"),
                holders(sums),
                count(sums.headerBytes(), "byte"),
                sums.headerBytes() * 100.0 / Math.max(1, sums.payloadBytes()),
                health(sums));
    }

    private static String holders(DumpTotals.Sums sums) {
        if (sums.items() > 0) {
            return count(sums.items(), "archived item");
        }
        String files = count(sums.files(), "file");
        return sums.streams() == 0 ? files : files + " and " + count(sums.streams(), "stream");
    }

    private static String health(DumpTotals.Sums sums) {
        if (sums.isRight()) {
            return "all checksums are right";
        }
        var damage = new ArrayList<String>();
        addIfAny(damage, sums.damagedFrames(), "damaged frame", "");
        addIfAny(damage, sums.damagedBytes(), "byte", " that should be frames");
        addIfAny(damage, sums.tailBytes(), "byte", " behind the last frame");
        return String.join(", ", damage);
    }

    private static void addIfAny(List<String> damage, long count, String what, String where) {
        if (count > 0) {
            damage.add(count(count, what) + where);
        }
    }

    private static String count(long count, String what) {
        return String.format(Locale.ROOT, "%,d %s%s", count, what, count == 1 ? "" : "s");
    }

    @FormatMethod
    private void say(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }
}
