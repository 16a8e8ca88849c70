package io.penumbra.gateway.json;

import io.penumbra.zclient.Event;

/** A decision of the master, in words. */
public record EventJson(long index, String time, String level, String subject, String text) {
    public static EventJson of(Event event) {
        return new EventJson(
                event.index().value(),
                event.time().toString(),
                event.level(),
                event.subject(),
                event.text());
    }
}
