package io.penumbra.gateway.route;

import io.penumbra.gateway.http.ContentTypes;
import java.util.Optional;

/**
 * What a body holds.
 *
 * @param schema the record that its JSON is; empty for bytes of any other kind
 */
public record Content(String type, Optional<Class<? extends Record>> schema) {
    public static Content json(Class<? extends Record> schema) {
        return new Content(ContentTypes.JSON, Optional.of(schema));
    }

    /** Bytes of whatever kind. */
    public static Content bytes() {
        return new Content("*/*", Optional.empty());
    }

    public static Content of(String type) {
        return new Content(type, Optional.empty());
    }
}
