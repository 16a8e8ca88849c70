/** StateStore over a persistent tree. */
@NullMarked
package io.penumbra.testkit.state;

import org.jspecify.annotations.NullMarked;
