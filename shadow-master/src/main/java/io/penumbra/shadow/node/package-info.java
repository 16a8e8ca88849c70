/** The process that follows or leads. */
@NullMarked
package io.penumbra.shadow.node;

import org.jspecify.annotations.NullMarked;
