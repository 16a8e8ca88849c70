@NullMarked
package io.penumbra.master.collect;

import org.jspecify.annotations.NullMarked;
