/** What a decision is made from and what it is made of. */
@NullMarked
package io.penumbra.master.decide;

import org.jspecify.annotations.NullMarked;
