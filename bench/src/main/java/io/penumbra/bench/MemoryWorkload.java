package io.penumbra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What a chunkserver holds in memory: after it has started, and at most while 64 streams write. For
 * Linux, whose word for it is taken.
 */
final class MemoryWorkload {
    private static final int STREAMS = 64;
    private static final int SAMPLE_MILLIS = 100;
    private static final String RESIDENT = "VmRSS:";

    private final Bed bed;
    private final long bytesEach;
    private final long upPid;

    MemoryWorkload(Bed bed, long bytesEach, long upPid) {
        this.bed = bed;
        this.bytesEach = bytesEach;
        this.upPid = upPid;
    }

    void run(Report report) throws IOException, InterruptedException {
        report.figure("chunkserver, idle", mebibytes(), "MiB (aim: 144)");
        report.figure(
                "chunkserver, at most with %d streams, %s".formatted(STREAMS, bed.storageClass()),
                whileWriting(),
                "MiB (aim: 384)");
    }

    private double whileWriting() throws IOException, InterruptedException {
        double most = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var streams = new ArrayList<Future<?>>();
            for (int stream = 0; stream < STREAMS; stream++) {
                var path = bed.directory() + "/stream-" + stream;
                streams.add(
                        executor.submit(() ->
                                bed.client()
                                        .write(path, new PatternStream(bytesEach), bed.options())));
            }
            while (!streams.stream().allMatch(Future::isDone)) {
                most = Math.max(most, mebibytes());
                Thread.sleep(SAMPLE_MILLIS);
            }
            for (var stream : streams) {
                stream.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("writing failed: " + e.getMessage(), e);
        }
        return most;
    }

    /** Of the chunkserver that has most. */
    private double mebibytes() throws IOException {
        var chunkservers =
                ProcessHandle.of(upPid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid)
                        .filter(MemoryWorkload::isChunkserver)
                        .toList();
        if (chunkservers.isEmpty()) {
            throw new IOException("no chunkserver below process " + upPid + " (--up-pid)");
        }
        double most = 0;
        for (long pid : chunkservers) {
            for (var line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
                if (line.startsWith(RESIDENT)) {
                    var kibibytes = line.substring(RESIDENT.length()).trim().split(" ", 2)[0];
                    most = Math.max(most, Long.parseLong(kibibytes) / 1_024.0);
                }
            }
        }
        return most;
    }

    private static boolean isChunkserver(long pid) {
        try {
            var words = Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0");
            return List.of(words).contains("chunkserver");
        } catch (NoSuchFileException e) {
            return false; // it has ended meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
