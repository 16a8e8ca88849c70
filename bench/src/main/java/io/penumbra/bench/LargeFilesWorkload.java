package io.penumbra.bench;

import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Large files, written and read by one client and by several at a time, after others to warm up.
 * However many clients there are, their files are as large together.
 */
final class LargeFilesWorkload {
    private static final int ROUNDS = 3;
    private static final int CROWD = 4;

    private interface Transfer {
        void run(ZClient client, String path, long bytes) throws IOException;
    }

    private final Bed bed;
    private final long bytes;
    private final int warmUps;

    LargeFilesWorkload(Bed bed, long bytes, int warmUps) {
        this.bed = bed;
        this.bytes = bytes;
        this.warmUps = warmUps;
    }

    void run(Report report) throws IOException, InterruptedException {
        var one = List.of(bed.client());
        for (int round = 0; round < warmUps; round++) {
            transfer(one, "warm-up", this::write);
            transfer(one, "warm-up", LargeFilesWorkload::read);
        }
        measure(report, one);
        report.besideHdfs("write 220-267 MiB/s at 6, read 1.5-1.9 GiB/s at 0.85 CPU s/GiB");
        var crowd = new ArrayList<ZClient>();
        try {
            for (int client = 0; client < CROWD; client++) {
                crowd.add(ZClient.connect(bed.masters()));
            }
            measure(report, crowd);
        } finally {
            crowd.forEach(ZClient::close);
        }
    }

    private void measure(Report report, List<ZClient> clients)
            throws IOException, InterruptedException {
        for (int round = 1; round <= ROUNDS; round++) {
            var name = "large-by-" + clients.size() + "-" + round;
            measure(report, "write", clients, name, this::write);
            measure(report, "read", clients, name, LargeFilesWorkload::read);
        }
    }

    private void measure(
            Report report, String what, List<ZClient> clients, String name, Transfer transfer)
            throws IOException, InterruptedException {
        var cpuBefore = bed.meter().total();
        long began = System.nanoTime();
        transfer(clients, name, transfer);
        var wall = Duration.ofNanos(System.nanoTime() - began);
        report.bytes(
                "%s %d MiB, %d client%s, %s"
                        .formatted(
                                what,
                                bytes >> 20,
                                clients.size(),
                                clients.size() == 1 ? "" : "s",
                                bed.storageClass()),
                bytes,
                wall,
                bed.meter().total().minus(cpuBefore));
    }

    private void transfer(List<ZClient> clients, String name, Transfer transfer)
            throws IOException, InterruptedException {
        long each = bytes / clients.size();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var parts = new ArrayList<Future<?>>();
            for (int client = 0; client < clients.size(); client++) {
                var own = clients.get(client);
                var path = "%s/%s/%d".formatted(bed.directory(), name, client);
                parts.add(
                        executor.submit(() -> {
                            transfer.run(own, path, each);
                            return true;
                        }));
            }
            for (var part : parts) {
                part.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(name + " failed: " + e.getMessage(), e);
        }
    }

    private void write(ZClient client, String path, long length) throws IOException {
        client.write(path, new PatternStream(length), bed.options());
    }

    private static void read(ZClient client, String path, long length) throws IOException {
        try (var reader = client.open(path);
                var stream = reader.stream()) {
            PatternStream.require(stream, length);
        }
    }
}
