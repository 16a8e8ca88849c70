package io.penumbra.bench;

import com.google.errorprone.annotations.FormatMethod;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Prints one line for each thing measured. */
final class Report {
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void heading() {
        print("%-44s %14s %18s %22s", "workload", "rate", "CPU", "latency p50 / p99");
    }

    /** What HDFS reached at the same work, three copies, on two cores of the same kind. */
    void besideHdfs(String figure) {
        print("%-44s %s", "  beside it, HDFS", figure);
    }

    void bytes(String what, long bytes, Duration wall, Duration cpu) {
        print(
                "%-44s %8.0f MiB/s %8.2f CPU s/GiB",
                what, bytes / MIB / seconds(wall), seconds(cpu) / (bytes / GIB));
    }

    void operations(String what, Latencies latencies, Duration wall, Duration cpu) {
        int count = latencies.count();
        print(
                "%-44s %10.0f op/s %9.3f CPU ms/op %9.2f / %.2f ms",
                what,
                count / seconds(wall),
                seconds(cpu) * 1_000 / count,
                latencies.millisAt(0.50),
                latencies.millisAt(0.99));
    }

    @FormatMethod
    private void print(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
