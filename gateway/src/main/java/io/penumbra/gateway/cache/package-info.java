/** Hot content on the gateway's own disk: never needed, never trusted, never stale. */
@NullMarked
package io.penumbra.gateway.cache;

import org.jspecify.annotations.NullMarked;
