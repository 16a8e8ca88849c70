/** Copies that are missing are made again. */
@NullMarked
package io.penumbra.master.repair;

import org.jspecify.annotations.NullMarked;
