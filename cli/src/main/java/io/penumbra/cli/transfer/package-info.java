/** Files on their way between this machine and a cluster: one, or whole trees side by side. */
@NullMarked
package io.penumbra.cli.transfer;

import org.jspecify.annotations.NullMarked;
