/** Operations on sessions, chunks and servers: each decides which records a command becomes. */
@NullMarked
package io.penumbra.master.cluster;

import org.jspecify.annotations.NullMarked;
