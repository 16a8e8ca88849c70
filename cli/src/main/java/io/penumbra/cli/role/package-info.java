/** Every role as a command, and the one place that starts roles. */
@NullMarked
package io.penumbra.cli.role;

import org.jspecify.annotations.NullMarked;
