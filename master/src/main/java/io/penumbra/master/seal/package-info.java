/** Ends every seal that has begun: what to do next is pure, the asking of members is not. */
@NullMarked
package io.penumbra.master.seal;

import org.jspecify.annotations.NullMarked;
