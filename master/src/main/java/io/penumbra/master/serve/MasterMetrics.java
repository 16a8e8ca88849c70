package io.penumbra.master.serve;

import io.penumbra.master.cluster.live.ServerTable;
import io.penumbra.platform.metrics.Exposition;
import io.penumbra.proto.BalanceView;
import io.penumbra.proto.GcView;
import io.penumbra.proto.ProcessView;
import io.penumbra.proto.RepairView;
import java.util.Map;

/** A master's figures. Those that only the leader has are there once in a cluster. */
final class MasterMetrics {
    private final Exposition figures = new Exposition("penumbra_master_");

    MasterMetrics(Identity self, Role role) {
        figures.begin("info", "gauge", "Who this is; always 1.");
        figures.sample(
                "info",
                Map.of(
                        "cluster", self.cluster().value(),
                        "id", self.id(),
                        "address", self.endpoint().toString()),
                1);
        figures.gauge("leader", "1 if this master leads.", role instanceof Role.Leading ? 1 : 0);
        figures.gauge("epoch", "The highest epoch it knows of.", role.epoch().value());
    }

    Exposition figures() {
        return figures;
    }

    void addServers(ServerTable servers) {
        var all = servers.views();
        long live = all.stream().filter(ServerTable.View::live).count();
        figures.begin("chunkservers", "gauge", "Chunkservers that it has heard of.");
        figures.sample("chunkservers", Map.of("state", "live"), live);
        figures.sample("chunkservers", Map.of("state", "silent"), all.size() - live);
        figures.gauge(
                "capacity_bytes",
                "Size of the disks of live chunkservers.",
                all.stream()
                        .filter(ServerTable.View::live)
                        .mapToLong(each -> each.load().capacityBytes())
                        .sum());
        figures.gauge(
                "free_bytes",
                "What is free on them.",
                all.stream()
                        .filter(ServerTable.View::live)
                        .mapToLong(each -> each.load().freeBytes())
                        .sum());
    }

    void addRecords(long index) {
        figures.counter("journal_records_total", "The last record in its state.", index);
    }

    void addLed(LeaderFigures led) {
        var cluster = led.cluster();
        addRecords(cluster.getLastIndex());
        figures.gauge(
                "journal_tail_bytes",
                "What of the journal is in ZooKeeper; changes are refused at 256 MiB.",
                cluster.getTailBytes());
        figures.begin("shadow_lag_records", "gauge", "How far each shadow is behind.");
        cluster.getProcessesList().stream()
                .filter(process -> process.getRole().equals("shadow-master"))
                .forEach(shadow ->
                        figures.sample("shadow_lag_records", name(shadow), shadow.getLag()));
        figures.gauge(
                "healthy",
                "1 if nothing is wrong; otherwise pfs status says what.",
                cluster.getWarningsCount() == 0 ? 1 : 0);
        figures.gauge("warnings", "What is wrong, in number.", cluster.getWarningsCount());
        figures.gauge("files", "Files in the namespace.", led.content().files());
        figures.gauge("directories", "Directories.", led.content().directories());
        figures.gauge("content_bytes", "What the files hold.", led.content().bytes());
        figures.gauge(
                "reclaim_left_entries",
                "Deleted files and directories that are kept until history is forgotten.",
                cluster.getReclaimLeft());
        add(cluster.getRepair());
        add(cluster.getBalance());
        add(led.gc());
    }

    private static Map<String, String> name(ProcessView shadow) {
        var at = shadow.getEndpoint();
        return Map.of("shadow", at.getHost() + ":" + at.getPort());
    }

    private void add(RepairView repair) {
        figures.begin("chunks_lacking", "gauge", "Chunks in use that lack copies, by how bad.");
        long lost = repair.getUnreachable();
        long last = repair.getLastCopies();
        figures.sample("chunks_lacking", Map.of("copies", "none"), lost);
        figures.sample("chunks_lacking", Map.of("copies", "one"), last);
        figures.sample(
                "chunks_lacking", Map.of("copies", "several"), repair.getLacking() - lost - last);
        figures.gauge(
                "damaged_copies",
                "Copies that were found damaged and are not replaced yet.",
                repair.getDamaged());
        figures.gauge("repair_left_bytes", "Left to be copied.", repair.getBytesLeft());
        figures.gauge("repair_running", "Copies under way.", repair.getRunning());
        figures.counter(
                "repair_copied_bytes_total",
                "Copied since this leader leads.",
                repair.getBytesDone());
    }

    private void add(BalanceView balance) {
        figures.gauge(
                "unevenness_ratio",
                "By how much the shares in use of chunkservers differ.",
                balance.getUnevenness());
        figures.gauge(
                "chunks_too_close",
                "Chunks whose copies are on fewer hosts or racks than they could be.",
                balance.getTooClose());
        figures.counter(
                "rebalance_moved_bytes_total",
                "Moved since this leader leads.",
                balance.getBytesDone());
    }

    private void add(GcView gc) {
        figures.counter(
                "collected_chunks_total",
                "Chunks that no file needed, since this leader leads.",
                gc.getCollectedChunks());
        figures.counter("collected_bytes_total", "What they took.", gc.getCollectedBytes());
        figures.gauge(
                "unknown_copies",
                "Copies that are kept since the journal does not know them.",
                gc.getUnknownCopies());
    }
}
