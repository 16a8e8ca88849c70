package io.penumbra.bench;

import com.google.errorprone.annotations.FormatMethod;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Prints one line for each thing measured. */
final class Report {
    private static final double MIB = 1 << 20;
    private static final double GIB = 1 << 30;

    /** For what is done to warm up. */
    static final Report NONE =
            new Report(
                    new PrintStream(
                            OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void heading() {
        print("%-62s %16s %18s %22s", "workload", "rate", "CPU", "latency p50 / p99");
    }

    /** What HDFS reached at the same work, three copies, on two cores of the same kind. */
    void besideHdfs(String figure) {
        print("%-62s %s", "  beside it, HDFS", figure);
    }

    void bytes(String what, long bytes, Duration wall, Duration cpu) {
        print(
                "%-62s %10.0f MiB/s %8.2f CPU s/GiB",
                what, bytes / MIB / seconds(wall), seconds(cpu) / (bytes / GIB));
    }

    void operations(String what, Crowd.Measured measured) {
        rate(what, "op", measured, measured.latencies().count());
    }

    /** Operations that each gave a number of entries; the latencies are the operations'. */
    void entries(String what, Crowd.Measured measured, long entries) {
        rate(what, "entry", measured, entries);
    }

    private void rate(String what, String unit, Crowd.Measured measured, long count) {
        print(
                "%-62s %10.0f %s/s %9.4f CPU ms/%s %9.2f / %.2f ms",
                what,
                count / seconds(measured.wall()),
                unit,
                seconds(measured.cpu()) * 1_000 / count,
                unit,
                measured.latencies().millisAt(0.50),
                measured.latencies().millisAt(0.99));
    }

    /** Operations at a pace of their own: what they waited, and no rate. */
    void paced(String what, Latencies latencies) {
        print(
                "%-62s %,16d op %18s %9.2f / %.2f ms, at most %.2f",
                what,
                latencies.count(),
                "",
                latencies.millisAt(0.50),
                latencies.millisAt(0.99),
                latencies.millisAt(1));
    }

    void figure(String what, double value, String unit) {
        print("%-62s %,16.1f %s", what, value, unit);
    }

    @FormatMethod
    private void print(String format, Object... arguments) {
        out.println(String.format(Locale.ROOT, format, arguments));
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
