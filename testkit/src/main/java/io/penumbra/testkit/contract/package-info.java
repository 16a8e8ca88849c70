/** What every implementation of a port must do, real or fake: one abstract test for each. */
@NullMarked
package io.penumbra.testkit.contract;

import org.jspecify.annotations.NullMarked;
