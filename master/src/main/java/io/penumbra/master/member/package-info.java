/** Chunkservers as a leader asks them about a chunk. */
@NullMarked
package io.penumbra.master.member;

import org.jspecify.annotations.NullMarked;
