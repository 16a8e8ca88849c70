package io.penumbra.chunkserver.http;

import io.penumbra.chunkserver.store.DirectoryVitals;
import io.penumbra.chunkserver.store.DirectoryVitals.Work;
import io.penumbra.platform.metrics.Exposition;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The figures of {@code /metrics}. */
final class Metrics {
    private final Exposition out = new Exposition("penumbra_chunkserver_");

    private Metrics() {}

    static Exposition of(Vitals vitals) {
        var metrics = new Metrics();
        metrics.addIdentity(vitals);
        metrics.addDisk(vitals);
        metrics.addDirectories(vitals.directories());
        metrics.addLoad(vitals);
        return metrics.out;
    }

    private void addIdentity(Vitals vitals) {
        out.begin("info", "gauge", "Who this is; always 1.");
        out.sample(
                "info",
                Map.of(
                        "server", vitals.server(),
                        "cluster", vitals.cluster(),
                        "host", vitals.host(),
                        "rack", vitals.rack()),
                1);
        out.gauge(
                "healthy",
                "1 if nothing is wrong; otherwise /status says what.",
                vitals.health().equals(Vitals.HEALTHY) ? 1 : 0);
        out.gauge("promised_epoch", "Masters of lower epochs are refused.", vitals.promisedEpoch());
    }

    private void addDisk(Vitals vitals) {
        out.gauge("capacity_bytes", "Size of the disks in service.", vitals.capacityBytes());
        out.gauge("free_bytes", "What is free on them.", vitals.freeBytes());
        out.gauge("used_bytes", "What the chunks take.", vitals.usedBytes());
        out.gauge("chunks", "Chunks of which there are bytes here.", vitals.chunks());
        out.gauge(
                "damaged_chunks",
                "Those of them that were found damaged and are not replaced yet.",
                vitals.damagedChunks());
        out.gauge("archived_items", "System chunks: what masters archive.", vitals.archivedItems());
        out.gauge("tail_index", "Last record of the journal's tail on disk.", vitals.tailIndex());
        out.gauge(
                "write_probe_age_seconds",
                "Since the last small write began that reached its disk, on the worst.",
                vitals.writeProbeAgeSeconds());
        out.counter("read_bytes_total", "Bytes of chunks read from disk.", vitals.readBytes());
        out.counter(
                "written_bytes_total", "Bytes of chunks written to disk.", vitals.writtenBytes());
    }

    private void addDirectories(List<DirectoryVitals> all) {
        out.begin("directory_healthy", "gauge", "1 if nothing is wrong with the data directory.");
        all.forEach(one -> sample("directory_healthy", one, one.wrong().isEmpty() ? 1 : 0));
        addWork(
                "directory_capacity_bytes",
                "Size of its disk.",
                all,
                work -> work.space().capacityBytes());
        addWork(
                "directory_free_bytes",
                "What is free on its disk.",
                all,
                work -> work.space().freeBytes());
        addWork("directory_used_bytes", "What its chunks take.", all, Work::heldBytes);
        addWork("directory_chunks", "Chunks of which there are bytes in it.", all, Work::chunks);
        addWork(
                "directory_write_probe_age_seconds",
                "Since the last small write began that reached its disk.",
                all,
                work -> work.probeAge().toMillis() / 1e3);
    }

    /** Of those in service. */
    private void addWork(
            String name, String help, List<DirectoryVitals> all, Function<Work, Number> figure) {
        out.begin(name, "gauge", help);
        for (var one : all) {
            one.work().ifPresent(work -> sample(name, one, figure.apply(work)));
        }
    }

    private void sample(String name, DirectoryVitals of, Number value) {
        var place = of.place();
        out.sample(name, Map.of("directory", place.name(), "medium", place.medium()), value);
    }

    private void addLoad(Vitals vitals) {
        out.gauge("open_streams", "Writers at work.", vitals.openStreams());
        out.gauge("open_files", "Chunk files held open.", vitals.openFiles());
        out.gauge(
                "unwritten_bytes", "Bytes received and not on disk yet.", vitals.unwrittenBytes());
        out.gauge("waiting_file_calls", "File calls without a thread.", vitals.waitingFileCalls());
    }
}
