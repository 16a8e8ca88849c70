/** What is known only because somebody keeps saying so: who lives, and what each server holds. */
@NullMarked
package io.penumbra.master.cluster.live;

import org.jspecify.annotations.NullMarked;
