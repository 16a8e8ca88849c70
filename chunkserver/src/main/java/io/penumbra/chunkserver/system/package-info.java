/** What masters keep on chunkservers: system chunks, and the tail of the journal. */
@NullMarked
package io.penumbra.chunkserver.system;

import org.jspecify.annotations.NullMarked;
