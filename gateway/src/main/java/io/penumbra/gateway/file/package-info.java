/** Files and directories over HTTP. */
@NullMarked
package io.penumbra.gateway.file;

import org.jspecify.annotations.NullMarked;
