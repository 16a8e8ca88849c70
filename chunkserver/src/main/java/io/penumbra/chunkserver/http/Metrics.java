package io.penumbra.chunkserver.http;

import io.penumbra.chunkserver.store.DirectoryVitals;
import io.penumbra.chunkserver.store.DirectoryVitals.Work;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The figures of {@code /metrics} in the text format of Prometheus. */
final class Metrics {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final String PREFIX = "penumbra_chunkserver_";

    private final StringBuilder text = new StringBuilder();

    private Metrics() {}

    static String text(Vitals vitals, SortedMap<Integer, AtomicLong> answersByStatus) {
        var metrics = new Metrics();
        metrics.addIdentity(vitals);
        metrics.addDisk(vitals);
        metrics.addDirectories(vitals.directories());
        metrics.addLoad(vitals);
        metrics.begin("http_requests_total", "counter", "Requests answered over HTTP.");
        answersByStatus.forEach((status, count) ->
                metrics.sample(
                        "http_requests_total",
                        Map.of("code", status.toString()),
                        count.toString()));
        return metrics.text.toString();
    }

    private void addIdentity(Vitals vitals) {
        begin("info", "gauge", "Who this is; always 1.");
        sample(
                "info",
                Map.of(
                        "server", vitals.server(),
                        "cluster", vitals.cluster(),
                        "host", vitals.host(),
                        "rack", vitals.rack()),
                "1");
        gauge(
                "healthy",
                "1 if nothing is wrong; otherwise /status says what.",
                vitals.health().equals(Vitals.HEALTHY) ? 1 : 0);
        gauge("promised_epoch", "Masters of lower epochs are refused.", vitals.promisedEpoch());
    }

    private void addDisk(Vitals vitals) {
        gauge("capacity_bytes", "Size of the disks in service.", vitals.capacityBytes());
        gauge("free_bytes", "What is free on them.", vitals.freeBytes());
        gauge("used_bytes", "What the chunks take.", vitals.usedBytes());
        gauge("chunks", "Chunks of which there are bytes here.", vitals.chunks());
        gauge(
                "damaged_chunks",
                "Those of them that were found damaged and are not replaced yet.",
                vitals.damagedChunks());
        gauge("archived_items", "System chunks: what masters archive.", vitals.archivedItems());
        gauge("tail_index", "Last record of the journal's tail on disk.", vitals.tailIndex());
        gauge(
                "write_probe_age_seconds",
                "Since the last small write began that reached its disk, on the worst.",
                vitals.writeProbeAgeSeconds());
        counter("read_bytes_total", "Bytes of chunks read from disk.", vitals.readBytes());
        counter("written_bytes_total", "Bytes of chunks written to disk.", vitals.writtenBytes());
    }

    private void addDirectories(List<DirectoryVitals> all) {
        begin("directory_healthy", "gauge", "1 if nothing is wrong with the data directory.");
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
        begin(name, "gauge", help);
        for (var one : all) {
            one.work().ifPresent(work -> sample(name, one, figure.apply(work)));
        }
    }

    private void sample(String name, DirectoryVitals of, Number value) {
        var place = of.place();
        sample(name, Map.of("directory", place.name(), "medium", place.medium()), value.toString());
    }

    private void addLoad(Vitals vitals) {
        gauge("open_streams", "Writers at work.", vitals.openStreams());
        gauge("open_files", "Chunk files held open.", vitals.openFiles());
        gauge("unwritten_bytes", "Bytes received and not on disk yet.", vitals.unwrittenBytes());
        gauge("waiting_file_calls", "File calls without a thread.", vitals.waitingFileCalls());
    }

    private void gauge(String name, String help, Number value) {
        begin(name, "gauge", help);
        sample(name, Map.of(), value.toString());
    }

    private void counter(String name, String help, long value) {
        begin(name, "counter", help);
        sample(name, Map.of(), Long.toString(value));
    }

    private void begin(String name, String type, String help) {
        text.append("# HELP %s%s %s\n".formatted(PREFIX, name, help));
        text.append("# TYPE %s%s %s\n".formatted(PREFIX, name, type));
    }

    private void sample(String name, Map<String, String> labels, String value) {
        var inBraces =
                new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + quoted(label.getValue()))
                                .collect(Collectors.joining(","));
        text.append(PREFIX).append(name);
        if (!labels.isEmpty()) {
            text.append('{').append(inBraces).append('}');
        }
        text.append(' ').append(value).append('\n');
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
