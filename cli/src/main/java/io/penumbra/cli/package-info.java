/** The {@code pfs} command: every role and every client command. */
@NullMarked
package io.penumbra.cli;

import org.jspecify.annotations.NullMarked;
