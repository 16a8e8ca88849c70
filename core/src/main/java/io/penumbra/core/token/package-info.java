/** Proof that the master let a client write to a chunk. */
@NullMarked
package io.penumbra.core.token;

import org.jspecify.annotations.NullMarked;
