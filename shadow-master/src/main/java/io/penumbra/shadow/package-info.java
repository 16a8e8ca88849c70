/** The node that follows the journal, watches the leader and takes its place. */
@NullMarked
package io.penumbra.shadow;

import org.jspecify.annotations.NullMarked;
