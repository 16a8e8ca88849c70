/** {@code pfs chunk}: chunk files of this machine, read without a cluster. */
@NullMarked
package io.penumbra.cli.chunk;

import org.jspecify.annotations.NullMarked;
