/** The chain: append, forward, acknowledge; the steps of a seal at one member. */
@NullMarked
package io.penumbra.chunkserver.replica;

import org.jspecify.annotations.NullMarked;
