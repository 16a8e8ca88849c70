/** Expected failures: what a client is told, with a code that is mapped once to every protocol. */
@NullMarked
package io.penumbra.core.refusal;

import org.jspecify.annotations.NullMarked;
