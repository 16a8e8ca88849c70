/** Workloads that measure a cluster. */
@NullMarked
package io.penumbra.bench;

import org.jspecify.annotations.NullMarked;
