/** The program that decides every change of namespace, placement and repair. */
@NullMarked
package io.penumbra.master;

import org.jspecify.annotations.NullMarked;
