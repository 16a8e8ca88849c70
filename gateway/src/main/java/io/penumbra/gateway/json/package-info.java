/** What the gateway and {@code pfs --json} say, field by field. */
@NullMarked
package io.penumbra.gateway.json;

import org.jspecify.annotations.NullMarked;
