/** What every process has: one place where faults end it, its pid, its log. */
@NullMarked
package io.penumbra.platform.process;

import org.jspecify.annotations.NullMarked;
