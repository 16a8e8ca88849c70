/** The decision loop of a leader: decides, stages, commits, and answers when that is durable. */
@NullMarked
package io.penumbra.master.loop;

import org.jspecify.annotations.NullMarked;
