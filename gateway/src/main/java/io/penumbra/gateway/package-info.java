/** HTTP and JSON over the client library. */
@NullMarked
package io.penumbra.gateway;

import org.jspecify.annotations.NullMarked;
