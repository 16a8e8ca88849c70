/** Telling the masters: registration, beats, what is held, the epoch promise. */
@NullMarked
package io.penumbra.chunkserver.report;

import org.jspecify.annotations.NullMarked;
