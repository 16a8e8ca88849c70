/** The program that keeps the bytes: chunk logs on disk, chain replication, reports, scrub. */
@NullMarked
package io.penumbra.chunkserver;

import org.jspecify.annotations.NullMarked;
