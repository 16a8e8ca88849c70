/** When to believe that the leader is gone. Pure: told the time, sees no socket. */
@NullMarked
package io.penumbra.shadow.watch;

import org.jspecify.annotations.NullMarked;
