/** What can be asked of the gateway, as one table: it dispatches, and it is the documentation. */
@NullMarked
package io.penumbra.gateway.route;

import org.jspecify.annotations.NullMarked;
