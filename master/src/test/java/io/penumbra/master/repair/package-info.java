@NullMarked
package io.penumbra.master.repair;

import org.jspecify.annotations.NullMarked;
