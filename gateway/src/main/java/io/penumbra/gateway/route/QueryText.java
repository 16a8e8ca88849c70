package io.penumbra.gateway.route;

import io.penumbra.core.refusal.RefusalCode;
import io.penumbra.core.refusal.RefusedException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Fields;

/** The query of a request, decoded; each name stands in it once. */
record QueryText(Fields fields) {
    static QueryText of(Request request, String rawPath) throws RefusedException {
        Fields fields;
        try {
            fields = Request.extractQueryParameters(request);
        } catch (RuntimeException e) {
            throw refused(rawPath, "the query is not well-formed: " + e.getMessage());
        }
        for (var field : fields) {
            if (field.hasMultipleValues()) {
                throw refused(rawPath, field.getName() + " is given more than once");
            }
        }
        return new QueryText(fields);
    }

    Set<String> names() {
        return fields.getNames();
    }

    boolean has(String name) {
        return names().contains(name);
    }

    Optional<String> value(String name) {
        return has(name) ? Optional.of(fields.getValue(name)) : Optional.empty();
    }

    private static RefusedException refused(String rawPath, String reason) {
        return new RefusedException(RefusalCode.INVALID_ARGUMENT, rawPath, reason);
    }
}
