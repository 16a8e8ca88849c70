/** Starts again what died, by commands that were configured for its host. */
@NullMarked
package io.penumbra.shadow.respawn;

import org.jspecify.annotations.NullMarked;
