/** The rules of the house that a machine can check. */
@NullMarked
package io.penumbra.house;

import org.jspecify.annotations.NullMarked;
