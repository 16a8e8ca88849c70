/**
 * Virtual time and simulated processes: virtual threads on a scheduler of our own, in one real
 * thread.
 */
@NullMarked
package io.penumbra.testkit.sim;

import org.jspecify.annotations.NullMarked;
