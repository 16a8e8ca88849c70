/** Looking at copies: all of them now and then, and those of which somebody met a bad byte. */
@NullMarked
package io.penumbra.chunkserver.scrub;

import org.jspecify.annotations.NullMarked;
