package io.penumbra.bench;

import java.io.IOException;
import java.time.Duration;

/** One large file, written and read by one client, after others to warm up. */
final class DataWorkload {
    private static final int ROUNDS = 3;

    private final Bed bed;
    private final long bytes;
    private final int warmUps;

    DataWorkload(Bed bed, int mib, int warmUps) {
        this.bed = bed;
        this.bytes = (long) mib << 20;
        this.warmUps = warmUps;
    }

    void run(Report report) throws IOException {
        for (int round = 0; round < warmUps; round++) {
            write("warm-up");
            read("warm-up");
        }
        for (int round = 1; round <= ROUNDS; round++) {
            measure(report, "write", round);
            measure(report, "read", round);
        }
        report.besideHdfs("220 MiB/s at 6.6 CPU s/GiB");
    }

    private void measure(Report report, String what, int round) throws IOException {
        var name = "round-" + round;
        var cpuBefore = bed.meter().total();
        long began = System.nanoTime();
        if (what.equals("write")) {
            write(name);
        } else {
            read(name);
        }
        var wall = Duration.ofNanos(System.nanoTime() - began);
        report.bytes(
                "%s %d MiB, 1 client, %s".formatted(what, bytes >> 20, bed.storageClass()),
                bytes,
                wall,
                bed.meter().total().minus(cpuBefore));
    }

    private void write(String name) throws IOException {
        bed.client().write(path(name), new PatternStream(bytes), bed.options());
    }

    private void read(String name) throws IOException {
        try (var reader = bed.client().open(path(name));
                var stream = reader.stream()) {
            PatternStream.require(stream, bytes);
        }
    }

    private String path(String name) {
        return bed.directory() + "/" + name;
    }
}
