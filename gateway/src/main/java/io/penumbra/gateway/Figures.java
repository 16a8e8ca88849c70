package io.penumbra.gateway;

import io.penumbra.gateway.cache.CacheFigures;
import io.penumbra.gateway.file.TransferMemory;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Route;
import io.penumbra.platform.metrics.Exposition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** What the gateway counts, and {@code /metrics}, which says it. For any number of threads. */
final class Figures {
    private static final double[] SECONDS = {
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30
    };
    private static final double NANOS = 1e9;

    private final TransferMemory memory;
    private final CacheFigures cache;
    private final LongAdder begun = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();
    private final LongAdder cutOff = new LongAdder();
    private final ConcurrentSkipListMap<String, Durations> durations =
            new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Outcome, LongAdder> outcomes =
            new ConcurrentSkipListMap<>();

    Figures(TransferMemory memory, CacheFigures cache) {
        this.memory = memory;
        this.cache = cache;
    }

    /** What of a request is counted: its route as the table names it, never its URL. */
    private record Outcome(String route, int status) implements Comparable<Outcome> {
        @Override
        public int compareTo(Outcome other) {
            int byRoute = route.compareTo(other.route);
            return byRoute != 0 ? byRoute : Integer.compare(status, other.status);
        }
    }

    /** How long requests of one route took, cumulative as Prometheus has it. */
    private static final class Durations {
        private final LongAdder[] atMost = new LongAdder[SECONDS.length];
        private final LongAdder count = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        Durations() {
            for (int i = 0; i < atMost.length; i++) {
                atMost[i] = new LongAdder();
            }
        }

        void add(long more) {
            for (int i = atMost.length - 1; i >= 0 && more <= SECONDS[i] * NANOS; i--) {
                atMost[i].increment();
            }
            count.increment();
            nanos.add(more);
        }
    }

    void begin() {
        begun.increment();
    }

    /** Nobody was there to take the answer, or it broke off. */
    void cutOff() {
        cutOff.increment();
    }

    void end(Exchange exchange, long nanos) {
        ended.increment();
        received.add(exchange.bytesReceived());
        sent.add(exchange.bytesSent());
        var route = exchange.route();
        String name = route.map(Route::name).orElse("none");
        outcomes.computeIfAbsent(new Outcome(name, exchange.status()), _ -> new LongAdder())
                .increment();
        if (route.filter(Route::lasts).isEmpty()) {
            durations.computeIfAbsent(name, _ -> new Durations()).add(nanos);
        }
    }

    Route route() {
        return Route.of(Method.GET, "/metrics", "This gateway's figures, for Prometheus.")
                .answers(200, "The figures.", Content.of(Exposition.CONTENT_TYPE))
                .by((exchange, _) -> send(exchange));
    }

    private void send(Exchange exchange) throws IOException {
        var bytes = text().getBytes(StandardCharsets.UTF_8);
        exchange.sendBytes(200, Exposition.CONTENT_TYPE, bytes);
    }

    String text() {
        var out = new Exposition("penumbra_gateway_");
        var heap = Runtime.getRuntime();
        out.gauge("up", "Always 1.", 1);
        out.gauge("requests_in_flight", "Requests being served.", begun.sum() - ended.sum());
        out.counter("received_bytes_total", "Bytes of bodies that clients sent.", received.sum());
        out.counter("sent_bytes_total", "Bytes of bodies that clients took.", sent.sum());
        out.counter(
                "requests_cut_off_total",
                "Requests whose client went away or hardly moved, or whose answer broke off.",
                cutOff.sum());
        out.gauge(
                "transfer_memory_bytes",
                "Set aside for the uploads and downloads under way.",
                memory.usedBytes());
        out.gauge(
                "transfer_memory_limit_bytes",
                "What may be set aside for them.",
                memory.limitBytes());
        out.gauge("heap_used_bytes", "Java objects.", heap.totalMemory() - heap.freeMemory());
        out.gauge("heap_limit_bytes", "What they may take.", heap.maxMemory());
        addCache(out);
        addRequests(out);
        addDurations(out);
        return out.text();
    }

    private void addCache(Exposition out) {
        out.counter(
                "cache_hits_total",
                "Pieces of files that were asked for and came from the cache.",
                cache.hits());
        out.counter(
                "cache_misses_total",
                "Pieces of files that came from chunkservers, where there is a cache.",
                cache.misses());
        out.counter("cache_hit_bytes_total", "Bytes that came from the cache.", cache.hitBytes());
        out.counter(
                "cache_fetched_bytes_total",
                "Bytes that came from chunkservers, those read ahead included.",
                cache.fetchedBytes());
        out.counter(
                "cache_dropped_total",
                "Pieces worth holding that were not written, since the disk did not keep up.",
                cache.dropped());
        out.counter(
                "cache_failures_total",
                "Pieces that were damaged or gone, and failed calls of the cache's disk.",
                cache.failures());
        out.gauge("cache_pieces", "Pieces held on the disk.", cache.pieces());
        out.gauge("cache_bytes", "What they take of it.", cache.bytes());
        out.gauge(
                "cache_limit_bytes",
                "What they may take: less than was set where the disk has little room.",
                cache.limitBytes());
    }

    private void addRequests(Exposition out) {
        out.begin("requests_total", "counter", "Requests answered, by route and status.");
        outcomes.forEach((outcome, count) ->
                out.sample(
                        "requests_total",
                        Map.of("route", outcome.route(), "code", "" + outcome.status()),
                        count.sum()));
    }

    private void addDurations(Exposition out) {
        String name = "request_duration_seconds";
        out.begin(name, "histogram", "From a request's headers to the end of its answer.");
        durations.forEach((route, took) -> {
            for (int i = 0; i < SECONDS.length; i++) {
                out.sample(
                        name + "_bucket",
                        Map.of("route", route, "le", "" + SECONDS[i]),
                        took.atMost[i].sum());
            }
            long count = took.count.sum();
            out.sample(name + "_bucket", Map.of("route", route, "le", "+Inf"), count);
            out.sample(name + "_sum", Map.of("route", route), took.nanos.sum() / NANOS);
            out.sample(name + "_count", Map.of("route", route), count);
        });
    }
}
