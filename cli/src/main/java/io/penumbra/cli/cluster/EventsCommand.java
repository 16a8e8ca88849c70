package io.penumbra.cli.cluster;

import io.penumbra.cli.ClusterCommand;
import io.penumbra.cli.StandardOutput;
import io.penumbra.gateway.json.EventJson;
import io.penumbra.gateway.json.Json;
import io.penumbra.zclient.Event;
import io.penumbra.zclient.ZClient;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Queue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description = "Shows what the master decided, in words; the newest last.",
        footer = {
            "",
            "Examples:",
            "  pfs events                    the last 50",
            "  pfs events --after 1200       those after the journal's index 1200",
            "  pfs events -f | grep lost     as they happen, also after a failover",
            "  pfs events --json             one JSON object a line"
        })
public final class EventsCommand extends ClusterCommand {
    private static final int PAGE = 1_000;
    private static final Duration EVERY = Duration.ofMillis(500);

    @Option(
            names = "--after",
            defaultValue = "0",
            paramLabel = "INDEX",
            description = "Only events after this index of the journal.")
    private long after;

    @Option(
            names = {"-n", "--limit"},
            defaultValue = "50",
            paramLabel = "COUNT",
            description = "At most so many, the newest (default: 50).")
    private int limit;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what happens, until Ctrl-C ends it.")
    private boolean follow;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Override
    protected void run(ZClient client) throws IOException {
        long shown = show(newest(client), after);
        while (follow) {
            StandardOutput.requirePrinted();
            var more = client.events(shown, PAGE);
            if (more.isEmpty()) {
                pause(EVERY);
            }
            shown = show(more, shown);
        }
    }

    /** Gives the index of the last one; {@code before} if there is none. */
    private long show(Collection<Event> events, long before) {
        long last = before;
        for (var event : events) {
            print(event);
            last = event.index().value();
        }
        out().flush();
        return last;
    }

    private void print(Event event) {
        if (json) {
            out().println(Json.text(EventJson.of(event)));
        } else {
            out().printf(
                            "%s %-7s %s: %s%n",
                            event.time().truncatedTo(ChronoUnit.MILLIS),
                            event.level(),
                            event.subject(),
                            event.text());
        }
    }

    private Queue<Event> newest(ZClient client) throws IOException {
        var newest = new ArrayDeque<Event>();
        var page = client.events(after, PAGE);
        while (!page.isEmpty()) {
            for (var event : page) {
                newest.add(event);
                if (newest.size() > limit) {
                    newest.remove();
                }
            }
            page = client.events(page.getLast().index().value(), PAGE);
        }
        return newest;
    }
}
