/** Chunk logs on disk: names, promises, append, verified read, seal. */
@NullMarked
package io.penumbra.chunkserver.store;

import org.jspecify.annotations.NullMarked;
