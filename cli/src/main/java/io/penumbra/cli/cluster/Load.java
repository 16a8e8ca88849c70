package io.penumbra.cli.cluster;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.penumbra.core.port.Address;
import io.penumbra.zclient.ClusterStatus;
import io.penumbra.zclient.ProcessStatus;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster does, between two looks at it.
 *
 * @param recordsPerSecond changes of the namespace and of the cluster
 */
record Load(
        long epoch,
        long lastIndex,
        double recordsPerSecond,
        long readBytesPerSecond,
        long writtenBytesPerSecond,
        long repairBytesPerSecond,
        long rebalanceBytesPerSecond,
        List<String> warnings,
        List<ProcessLoad> processes) {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * @param told what a chunkserver says itself; absent where it cannot be asked
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record ProcessLoad(
            String role,
            String id,
            String address,
            long pid,
            String state,
            boolean live,
            long chunks,
            long freeBytes,
            @Nullable Told told) {}

    /**
     * @param writers streams of clients that are open
     */
    record Told(long readBytesPerSecond, long writtenBytesPerSecond, long writers) {}

    /** One look. */
    record Reading(long nanos, ClusterStatus status, Map<String, ChunkserverVitals> vitals) {
        static Reading of(ZClient client) throws IOException {
            var status = client.cluster();
            var vitals = new TreeMap<String, ChunkserverVitals>();
            for (var process : status.processes()) {
                if (process.live() && process.role().equals("chunkserver")) {
                    ChunkserverVitals.of(process).ifPresent(it -> vitals.put(process.id(), it));
                }
            }
            return new Reading(System.nanoTime(), status, vitals);
        }
    }

    static Load between(Reading before, Reading now) {
        double seconds = Math.max(1, now.nanos() - before.nanos()) / NANOS_PER_SECOND;
        var processes =
                now.status().processes().stream()
                        .map(it ->
                                of(
                                        it,
                                        told(
                                                Optional.ofNullable(before.vitals().get(it.id())),
                                                Optional.ofNullable(now.vitals().get(it.id())),
                                                seconds)))
                        .toList();
        var status = now.status();
        long records = status.lastIndex().value() - before.status().lastIndex().value();
        return new Load(
                status.epoch().value(),
                status.lastIndex().value(),
                Math.max(0, records) / seconds,
                sum(processes, true),
                sum(processes, false),
                status.repair().bytesPerSecond(),
                status.balance().bytesPerSecond(),
                status.warnings(),
                processes);
    }

    private static long sum(List<ProcessLoad> processes, boolean read) {
        long sum = 0;
        for (var process : processes) {
            var told = process.told();
            if (told != null) {
                sum += read ? told.readBytesPerSecond() : told.writtenBytesPerSecond();
            }
        }
        return sum;
    }

    private static ProcessLoad of(ProcessStatus process, @Nullable Told told) {
        return new ProcessLoad(
                process.role(),
                process.id(),
                process.address().map(Address::toString).orElse("-"),
                process.pid(),
                process.state(),
                process.live(),
                process.chunks(),
                process.freeBytes(),
                told);
    }

    /** One that was started anew counts from zero. */
    private static @Nullable Told told(
            Optional<ChunkserverVitals> before, Optional<ChunkserverVitals> now, double seconds) {
        if (before.isEmpty() || now.isEmpty()) {
            return null;
        }
        long read = Math.max(0, now.get().readBytes() - before.get().readBytes());
        long written = Math.max(0, now.get().writtenBytes() - before.get().writtenBytes());
        return new Told(
                Math.round(read / seconds), Math.round(written / seconds), now.get().openStreams());
    }
}
