/** Commands about the cluster as a whole. */
@NullMarked
package io.penumbra.cli.cluster;

import org.jspecify.annotations.NullMarked;
