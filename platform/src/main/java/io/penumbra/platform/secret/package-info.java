/** What all processes and clients of one cluster know, and nobody else. */
@NullMarked
package io.penumbra.platform.secret;

import org.jspecify.annotations.NullMarked;
