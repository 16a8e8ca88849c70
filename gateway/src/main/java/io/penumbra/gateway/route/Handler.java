package io.penumbra.gateway.route;

import io.penumbra.core.refusal.RefusedException;
import java.io.IOException;

/** Does what a route promises. */
@FunctionalInterface
public interface Handler {
    void serve(Exchange exchange, Arguments arguments) throws IOException, RefusedException;
}
