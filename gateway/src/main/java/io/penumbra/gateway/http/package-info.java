/** What HTTP asks of the gateway, as pure functions: ranges, entity tags, names. */
@NullMarked
package io.penumbra.gateway.http;

import org.jspecify.annotations.NullMarked;
