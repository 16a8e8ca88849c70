/** Names of things. Two longs never meet in a signature. */
@NullMarked
package io.penumbra.core.id;

import org.jspecify.annotations.NullMarked;
