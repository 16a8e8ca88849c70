/** The wire turned into commands and queries, and what comes of them back into the wire. */
@NullMarked
package io.penumbra.master.serve;

import org.jspecify.annotations.NullMarked;
