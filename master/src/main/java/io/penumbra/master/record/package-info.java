/** The journal's records, the batches that carry them, and the head that orders them. */
@NullMarked
package io.penumbra.master.record;

import org.jspecify.annotations.NullMarked;
