/** Disk in memory, which forgets at a power cut what was not synced. */
@NullMarked
package io.penumbra.testkit.disk;

import org.jspecify.annotations.NullMarked;
