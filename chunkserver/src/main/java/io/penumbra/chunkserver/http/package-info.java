/** What a chunkserver says of itself over HTTP: its state, its figures, its chunks as they are. */
@NullMarked
package io.penumbra.chunkserver.http;

import org.jspecify.annotations.NullMarked;
