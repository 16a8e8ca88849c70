package io.penumbra.gateway.cluster;

import static io.penumbra.gateway.route.Parameter.header;
import static io.penumbra.gateway.route.Parameter.number;

import io.penumbra.core.port.Clock;
import io.penumbra.core.refusal.RefusedException;
import io.penumbra.gateway.json.EventJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.gateway.route.Arguments;
import io.penumbra.gateway.route.Content;
import io.penumbra.gateway.route.Exchange;
import io.penumbra.gateway.route.Method;
import io.penumbra.gateway.route.Parameter;
import io.penumbra.gateway.route.Route;
import io.penumbra.zclient.Event;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;

/**
 * What the master decided: as a page of JSON, or as a stream of server-sent events. These are in
 * the journal, so a stream goes on over failovers, and at another gateway where it broke off.
 */
final class EventRoutes {
    private static final int EVENTS_MAX = 1_000;
    private static final String STREAM = "text/event-stream";
    private static final String LAST_ID = "Last-Event-ID";
    private static final Duration PAUSE = Duration.ofMillis(500);

    /** How many pauses without an event until a sign of life is sent. */
    private static final int SILENT_PAUSES_MAX = 30;

    private static final Parameter AFTER =
            number(
                    "after",
                    0,
                    Long.MAX_VALUE,
                    "What comes behind this index only; 0 is the start.");

    private final ZClient client;
    private final Clock clock;

    EventRoutes(ZClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                Route.of(Method.GET, "/events", "What the master decided, in words.")
                        .takes(AFTER, number("limit", 1, EVENTS_MAX, "At most so many."))
                        .answers(200, "The events.", Content.json(EventsJson.class))
                        .by(this::page),
                Route.of(
                                Method.GET,
                                "/events",
                                "The same as server-sent events, for as long as the client listens.")
                        .accepting(STREAM)
                        .takes(AFTER)
                        .takes(header(LAST_ID, "The index of the last event that was seen."))
                        .lasting()
                        .answers(200, "One event after the other.", Content.of(STREAM))
                        .by(this::stream));
    }

    /** Events in order; {@code last} is what to ask after for the next ones. */
    record EventsJson(List<EventJson> events, long last) {}

    private void page(Exchange exchange, Arguments arguments) throws IOException {
        long after = arguments.number(AFTER.name(), 0);
        int limit = (int) arguments.number("limit", EVENTS_MAX);
        var events = client.events(after, limit).stream().map(EventJson::of).toList();
        exchange.sendJson(
                200, new EventsJson(events, events.isEmpty() ? after : events.getLast().index()));
    }

    private void stream(Exchange exchange, Arguments arguments)
            throws IOException, RefusedException {
        long after = seen(exchange, arguments);
        var events = client.events(after, EVENTS_MAX);
        exchange.setStatus(200);
        exchange.set(HttpHeader.CONTENT_TYPE, STREAM);
        exchange.set(HttpHeader.CACHE_CONTROL, "no-store");
        exchange.beginLasting();
        int silent = 0;
        while (!exchange.isClientGone()) {
            for (var event : events) {
                send(exchange, event);
                after = event.index().value();
                silent = 0;
            }
            if (events.isEmpty()) {
                if (++silent % SILENT_PAUSES_MAX == 0) {
                    write(exchange, ": still here\n\n");
                }
                pause();
            }
            events = client.events(after, EVENTS_MAX);
        }
    }

    /** A browser that comes back says where it was; that counts more than the URL. */
    private static long seen(Exchange exchange, Arguments arguments) throws RefusedException {
        var last = arguments.text(LAST_ID);
        if (last.isEmpty()) {
            return arguments.number(AFTER.name(), 0);
        }
        try {
            return Long.parseUnsignedLong(last.get());
        } catch (NumberFormatException e) {
            throw exchange.refused(LAST_ID + " is an event's index, not '" + last.get() + "'");
        }
    }

    private static void send(Exchange exchange, Event event) throws IOException {
        write(
                exchange,
                "id: %d\nevent: %s\ndata: %s\n\n"
                        .formatted(
                                event.index().value(),
                                event.level(),
                                Json.text(EventJson.of(event))));
    }

    private static void write(Exchange exchange, String text) throws IOException {
        exchange.write(false, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void pause() throws IOException {
        try {
            clock.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", e);
        }
    }
}
