/** The chunk file format: how bytes lie on a chunkserver's disk and travel to a reader. */
@NullMarked
package io.penumbra.core.chunk;

import org.jspecify.annotations.NullMarked;
