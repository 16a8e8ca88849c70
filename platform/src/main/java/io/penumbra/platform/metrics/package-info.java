/** Figures for Prometheus. */
@NullMarked
package io.penumbra.platform.metrics;

import org.jspecify.annotations.NullMarked;
